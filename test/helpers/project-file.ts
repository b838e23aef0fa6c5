import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProject } from '../../main/store/create-project.ts';
import { packLarge } from '../../main/store/document.ts';
import { type OpenOptions, openProject } from '../../main/store/open-project.ts';
import type { ProjectStore } from '../../main/store/project-store.ts';
import type { NewFile } from '../../main/store/stored-file.ts';
import type { NewFit } from '../../main/store/stored-fit.ts';
import { formatProblem, type Outcome } from '../../shared/base/problem.ts';
import { settingDefaults } from '../../shared/fit/settings.ts';

/** A folder of its own, gone when `remove` is called. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'wellspring-store-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A clock that goes on by a second each time it is read. */
export function countingClock(): () => Date {
  let seconds = 0;
  return () => new Date(Date.UTC(2026, 0, 1) + 1000 * seconds++);
}

export function options(more: Partial<OpenOptions> = {}): OpenOptions {
  return { who: 'Ada', now: countingClock(), program: 'Wellspring 0.1.0', ...more };
}

export function taken<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

export function codesOf(outcome: Outcome<unknown>): readonly string[] {
  return outcome.problems.map((problem) => problem.code);
}

export function created(path: string, more: Partial<OpenOptions> = {}): ProjectStore {
  return taken(createProject(path, { title: 'Receivers', ...options(more) }));
}

export function opened(path: string, more: Partial<OpenOptions> = {}): ProjectStore {
  return taken(openProject(path, options(more)));
}

/** Name, size and SHA-256 of everything in a folder: what must not change. */
export function fingerprints(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => `${name} ${hashOfFile(join(folder, name))}`);
}

export function hashOfFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Bytes that differ from file to file and do not compress to nothing. */
export function bytesOf(seed: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = (seed * 2654435761 + 1) >>> 0;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** As the store is given them: it does not look into them. */
export function readingsOf(bytes: Uint8Array): Uint8Array {
  return packLarge({ values: new Float64Array([1, Number.NaN, bytes.length]) });
}

export function newFile(name: string, bytes: Uint8Array): NewFile {
  return {
    name,
    bytes,
    summary: {
      format: 'vi-hds processed CSV',
      confidence: 1,
      plates: ['proc'],
      wells: 2,
      cycles: 3,
      signals: ['OD', 'EYFP'],
      sparkline: new Float64Array([1, Number.NaN, 3]),
      problems: [{ code: 'plate.gap', severity: 'warning', message: 'well A1, cycle 2: OD is empty' }],
    },
    parsed: readingsOf(bytes),
  };
}

export function newFit(data: NewFit['data'] = []): NewFit {
  return {
    order: {
      spec: { file: 'receiver.yaml', text: 'model: dr_constant\n' },
      model: { file: 'dr_constant.model', text: 'model dr_constant\n' },
      data: '',
      overrides: [{ name: 'n_batch', value: '36' }],
      layouts: [],
      corrections: [],
      settings: {
        ...settingDefaults,
        seed: 7,
        epochs: 100,
        draws: 20,
        evaluationDraws: 50,
        evaluateEvery: 10,
      },
    },
    data,
    versions: { wellspring: '0.1.0' },
  };
}
