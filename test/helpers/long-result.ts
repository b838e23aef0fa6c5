import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commitHash, machineText } from './provenance.ts';

/** Writes `test/long/results/NAME.json`, which is committed, and ends the program with what came out: 0 passed, 1 not. */
export function writeLongResult(name: string, numbers: object, pass: boolean): void {
  const result = {
    date: new Date().toISOString(),
    commit: commitHash(),
    machine: machineText(),
    numbers,
    pass,
  };
  const folder = fileURLToPath(new URL('../long/results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
  console.error(pass ? 'passed' : 'FAILED');
  process.exitCode = pass ? 0 : 1;
}
