import { isMet, type Measurement, type Side } from './benchmark.ts';

/** Where and on what it was measured; the same for all lines of a run. */
export interface Circumstances {
  readonly machine: string;
  readonly commit: string;
  /** Processes that wanted a core in the minute before, on average: near 0 on a machine of one's own. */
  readonly load: number;
}

/** One line of JSON. */
export function jsonLine(measured: Measurement, circumstances: Circumstances): string {
  const { name, value, unit, target, spread, numerator, denominator, note } = measured;
  return JSON.stringify({
    name,
    value,
    unit,
    ...target,
    ...(target !== null && { met: isMet(value, target) }),
    ...spread,
    numerator,
    denominator,
    note,
    ...circumstances,
  });
}

/** `kernel          5.93 x     at least 5    met   5.71 .. 6.12   javascript 159 ms / wasm 26.8 ms`. */
export function tableRow({ name, value, unit, target, spread, ...rest }: Measurement): string {
  const aim = target === null ? '' : 'atLeast' in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
  const verdict = target === null ? '' : isMet(value, target) ? 'met' : 'MISSED';
  const range = spread === undefined ? '' : `${short(spread.min)} .. ${short(spread.max)}`;
  const sides = [rest.numerator, rest.denominator].filter((side) => side !== undefined).map(sideText);
  const remarks = [sides.join(' / '), rest.note ?? ''].filter((text) => text !== '').join('; ');
  const cells = [
    name.padEnd(18),
    `${short(value)} ${unit}`.padEnd(18),
    aim.padEnd(10),
    verdict.padEnd(8),
    range.padEnd(20),
  ];
  return `${cells.join('')}${remarks}`.trimEnd();
}

function sideText({ what, value, unit }: Side): string {
  return `${what} ${short(value)} ${unit}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
