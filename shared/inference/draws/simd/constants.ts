import { apply, type Code, f64, get, i32, type Local, local, set } from '../../../wasm/code.ts';

/** Constants of all lanes, in locals that are set before the loop. */
export interface Constants {
  words(value: number): Code;
  longs(value: number): Code;
  doubles(value: number): Code;
  /** Of all that have been asked for. */
  setting(): readonly Code[];
}

export function makeConstants(): Constants {
  const known = new Map<string, { readonly holder: Local; readonly value: Code }>();
  const held = (key: string, value: Code): Code => {
    const entry = known.get(key) ?? { holder: local(`constant${known.size}`, 'v128'), value };
    known.set(key, entry);
    return get(entry.holder);
  };
  return {
    words: (value) => held(`word ${value}`, apply('i32x4.splat', i32(value))),
    longs: (value) => held(`long ${value}`, { kind: 'v128', bits: BigInt(value), laneBytes: 8 }),
    doubles: (value) =>
      held(`double ${Object.is(value, -0) ? '-0' : value}`, apply('f64x2.splat', f64(value))),
    setting: () => Array.from(known.values(), ({ holder, value }) => set(holder, value)),
  };
}
