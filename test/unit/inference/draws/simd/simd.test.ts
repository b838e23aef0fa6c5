import { expect, test } from 'vitest';
import { makeArrayMemory } from '../../../../../shared/inference/draws/simd/array-memory.ts';
import { moduleCode } from '../../../../../shared/inference/draws/simd/functions.ts';
import { encodeModule } from '../../../../../shared/wasm/encode-module.ts';
import { printModule } from '../../../../../shared/wasm/print-module.ts';

test('the module of emitted functions is valid, and can be printed', () => {
  expect(WebAssembly.validate(encodeModule(moduleCode()))).toBe(true);
  expect(printModule(moduleCode())).toContain(
    '(i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $even0) (local.get $odd0))',
  );
});

test('arrays stay where they are while their memory grows', () => {
  const arrays = makeArrayMemory();
  const first = arrays.float64(3);
  first.fill(5);
  const second = arrays.float64(100_000);
  expect(second.every((value) => value === 0)).toBe(true);
  expect(second.byteOffset).toBe(64);
  first[2] = 6;
  expect([...new Float64Array(arrays.float64(1).buffer, 0, 3)]).toEqual([5, 5, 6]);
});
