import type { Machine } from './machine.ts';

/** Every accepted step of a group of trajectories: time, length, states at its beginning, and what a stepper keeps. */
export interface StepTape {
  /** Steps recorded. */
  readonly length: number;
  clear(): void;
  /** Records a step at the machine's states; returns its row. */
  record(machine: Machine, t: number, h: number): number;
  /** Where the stepper's own values of a row begin in `storage`. */
  keptAt(row: number): number;
  /** Grows with the tape: ask for it anew after each record. */
  readonly storage: Float64Array;
  /** Sets the machine's states, time and step to those of a row. */
  load(machine: Machine, row: number): void;
}

/** @param stateSize, kept doubles of a step for all lanes. */
export function makeStepTape(stateSize: number, kept: number): StepTape {
  const width = 2 + stateSize + kept;
  let storage = new Float64Array(width * 128);
  let length = 0;
  return {
    get length() {
      return length;
    },
    get storage() {
      return storage;
    },
    clear() {
      length = 0;
    },
    record(machine, t, h) {
      if ((length + 1) * width > storage.length) {
        const larger = new Float64Array(storage.length * 2);
        larger.set(storage);
        storage = larger;
      }
      const at = length * width;
      storage[at] = t;
      storage[at + 1] = h;
      for (let index = 0; index < stateSize; index++) storage[at + 2 + index] = machine.states[index];
      return length++;
    },
    keptAt: (row) => row * width + 2 + stateSize,
    load(machine, row) {
      const at = row * width;
      machine.setInput('time', 0, storage[at]);
      machine.setInput('step', 0, storage[at + 1]);
      for (let index = 0; index < stateSize; index++) machine.states[index] = storage[at + 2 + index];
    },
  };
}
