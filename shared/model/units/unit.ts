/**
 * A unit as powers of its atoms: nM/h is {nM: 1, h: -1}; empty is no dimension. Atoms are taken as written: nothing is
 * converted, so nM and µM, h and min are as different as nM and h.
 */
export type Unit = ReadonlyMap<string, number>;

export const dimensionless: Unit = new Map();
export const hours: Unit = new Map([['h', 1]]);

/** a b^n */
export function timesPower(a: Unit, b: Unit, exponent: number): Unit {
  const powers = new Map(a);
  for (const [atom, power] of b) {
    const sum = (powers.get(atom) ?? 0) + exponent * power;
    // square roots of cubes of ... end in rounding errors
    if (Math.abs(sum) < 1e-9) powers.delete(atom);
    else powers.set(atom, sum);
  }
  return powers;
}

export function isDimensionless(unit: Unit): boolean {
  return unit.size === 0;
}

export function isSameUnit(a: Unit, b: Unit): boolean {
  return isDimensionless(timesPower(a, b, -1));
}

/** `nM/h`, `1/(OD h)`, `1`. */
export function unitText(unit: Unit): string {
  const part = (sign: number): readonly string[] =>
    [...unit]
      .filter(([, power]) => power * sign > 0)
      .map(([atom, power]) => (Math.abs(power) === 1 ? atom : `${atom}^${Math.abs(power)}`));
  const [above, below] = [part(1), part(-1)];
  const numerator = above.length === 0 ? '1' : above.join(' ');
  if (below.length === 0) return numerator;
  return `${numerator}/${below.length === 1 ? below[0] : `(${below.join(' ')})`}`;
}
