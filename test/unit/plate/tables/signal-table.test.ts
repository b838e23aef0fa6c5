import { expect, test } from 'vitest';
import { SignalTable } from '../../../../shared/plate/tables/signal-table.ts';

const none = Number.NaN;

function table(): SignalTable {
  return new SignalTable({ signal: 'OD', kind: 'kinetic' });
}

test('a file may number its cycles from anywhere, in any order: they cost what they are, not what they are called', () => {
  const signal = table();
  signal.put('A1', 1e15, { value: 3, token: null }, 20);
  signal.put('A1', 0, { value: 1, token: null }, 0);
  signal.put('A2', 7, { value: none, token: 'OVER' }, 10);
  const built = signal.build(['A1', 'A2']);
  expect([...(built?.values ?? [])]).toEqual([1, none, 3, none, none, none]);
  expect([...(built?.time_s ?? [])]).toEqual([0, 10, 20]);
  expect([...(built?.tokens ?? [])]).toEqual([[4, 'OVER']]);
});

test('a time beyond all numbers is none', () => {
  const signal = table();
  signal.put('A1', Number.POSITIVE_INFINITY, { value: 1, token: null }, Number.POSITIVE_INFINITY);
  expect(signal.build(['A1'])?.time_s).toBeNull();
});

test('the first of two readings of a well in a cycle is kept, and the second told', () => {
  const signal = table();
  signal.put('A1', 1e9, { value: 1, token: null }, 0);
  signal.put('A1', 1e9, { value: 1, token: null }, 0);
  expect(signal.twice).toBeNull();
  signal.put('A1', 1e9, { value: 2, token: null }, 0);
  expect(signal.twice).toEqual({ well: 'A1', cycle: 1e9, count: 1 });
  expect([...(signal.build(['A1'])?.values ?? [])]).toEqual([1]);
});
