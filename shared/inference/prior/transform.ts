/**
 * theta = T(eta): eta is real and what guides draw, theta is on the natural scale and what models see
 * (INFERENCE.md, 1). `logit` maps onto (lower, upper).
 */
export type Transform =
  | { readonly kind: 'identity' }
  | { readonly kind: 'log' }
  | { readonly kind: 'logit'; readonly lower: number; readonly upper: number };

export function toNatural(transform: Transform, eta: number): number {
  switch (transform.kind) {
    case 'identity':
      return eta;
    case 'log':
      return Math.exp(eta);
    case 'logit':
      return transform.lower + (transform.upper - transform.lower) * sigmoid(eta);
  }
}

/** eta of a value; infinite at an end, NaN where no eta has it. */
export function fromNatural(transform: Transform, theta: number): number {
  switch (transform.kind) {
    case 'identity':
      return theta;
    case 'log':
      return Math.log(theta);
    case 'logit':
      return Math.log(theta - transform.lower) - Math.log(transform.upper - theta);
  }
}

/** dT/deta, given eta and theta = T(eta). */
export function naturalSlope(transform: Transform, eta: number, theta: number): number {
  switch (transform.kind) {
    case 'identity':
      return 1;
    case 'log':
      return theta;
    case 'logit':
      return (transform.upper - transform.lower) * sigmoid(eta) * sigmoid(-eta);
  }
}

/** Accurate at both ends: sigmoid(-eta) is 1 - sigmoid(eta) without cancellation. */
export function sigmoid(eta: number): number {
  const small = Math.exp(-Math.abs(eta));
  return eta >= 0 ? 1 / (1 + small) : small / (1 + small);
}
