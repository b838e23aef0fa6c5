/** Where a parameter varies. `constant` is not inferred. */
export type Level = 'constant' | 'population' | 'group' | 'individual';

/** How far down a level is: what varies in fewer ways comes first. */
export const levelRank: Readonly<Record<Level, number>> = {
  constant: 0,
  population: 1,
  group: 2,
  individual: 3,
};

/** What groups wells where nothing else is said: the device, with its parts. */
export const deviceFactor = 'device';

export type DistributionName = 'Normal' | 'LogNormal' | 'TruncatedNormal' | 'Kumaraswamy' | 'LKJ';

/**
 * A prior as stated in a model or a spec. `mu` and `sigma` are those of the underlying normal (for LogNormal: of the
 * logarithm). `statesPrec` remembers that a spec gave `prec` (1/variance) and not `sigma`: the reference starts the
 * guide's precision there, else at 1 (INFERENCE.md, 2, Start).
 */
export interface PriorSpec {
  readonly distribution: DistributionName;
  readonly mu: number;
  readonly sigma: number;
  readonly statesPrec: boolean;
  /**
   * Names of parameters that stand in place of a number (`LogNormal(r_mean, r_sd)`): the population's mean and width are
   * then inferred too. `mu` and `sigma` hold the medians of their own priors meanwhile, where a fit starts.
   */
  readonly muParameter?: string;
  readonly sigmaParameter?: string;
  /** What is added to the mean; left out: nothing. */
  readonly muTerms?: readonly PriorTerm[];
  /**
   * Bounds of TruncatedNormal; the shape of Kumaraswamy is (mu, sigma) = (a, b). LKJ is the prior of one correlation of several: mu
   * is what was stated, sigma the shape of the partial correlation that stands for it (`check-correlated.ts`).
   */
  readonly lower?: number;
  readonly upper?: number;
}

/** `K_aR * log(aR)` in the mean of a prior: names of two parameters. */
export interface PriorTerm {
  readonly coefficient: string;
  readonly of: string;
}

/** `LogNormal(mu 8, sigma 2)`. */
export function priorText(prior: PriorSpec): string {
  if (prior.distribution === 'LKJ') return `LKJ(${prior.mu})`;
  const terms = (prior.muTerms ?? []).map(({ coefficient, of }) => ` + ${coefficient} * log(${of})`);
  const bounds = prior.lower === undefined ? '' : `, ${prior.lower} .. ${prior.upper}`;
  const mu = [prior.muParameter ?? prior.mu, ...terms].join('');
  const sigma = prior.sigmaParameter ?? prior.sigma;
  return `${prior.distribution}(mu ${mu}, sigma ${sigma}${bounds})`;
}
