const size = 624;
const shift = 397;

/**
 * MT19937, started by `init_genrand(seed)`: a function that gives the next 32-bit output as an unsigned number.
 * Matsumoto and Nishimura, ACM TOMACS 8(1), 1998; only for folds that must equal published ones, all else uses
 * counter-based streams. `seed` is an unsigned 32-bit number.
 */
export function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; i += 1) {
    const before = state[i - 1] ?? 0;
    state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
  }
  let next = size;
  return () => {
    if (next === size) {
      twist(state);
      next = 0;
    }
    let y = state[next] ?? 0;
    next += 1;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  };
}

function twist(state: Uint32Array): void {
  for (let k = 0; k < size; k += 1) {
    const y = ((state[k] ?? 0) & 0x80000000) | ((state[(k + 1) % size] ?? 0) & 0x7fffffff);
    state[k] = (state[(k + shift) % size] ?? 0) ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
  }
}
