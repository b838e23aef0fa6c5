import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openProject } from '../../../main/store/open-project.ts';
import type { ProjectStore } from '../../../main/store/project-store.ts';
import { fingerprints, options } from '../project-file.ts';
import { stateAfter, stateOf } from '../project-writes.ts';
import { randomIntegers } from '../random-integers.ts';
import { corruptions } from './corruptions.ts';
import { contentOf, makeCrashedProject, makeKnownProject, writesInLog } from './known-project.ts';

/** One damaged project, and what it came to. */
export interface Damaged {
  /** `one bit of the project`. */
  readonly what: string;
  /** `refused`: not opened; `told`: opened, with problems; `whole`: opened without a word, and all of it is there. */
  readonly end: 'refused' | 'told' | 'whole';
  /** Empty: nothing was silently wrong. */
  readonly wrong: readonly string[];
}

interface Attack {
  readonly what: string;
  /** The bytes of each file, by what follows the project's name. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** Says what is silently wrong in an opened project. `told`: it was opened with a word. */
  readonly judge: (store: ProjectStore, told: boolean) => readonly string[];
}

/** Opens a known project in each of `count` damaged states and compares what can be read with what was there. */
export function openDamagedProjects(folder: string, seed: number, count: number): readonly Damaged[] {
  const draw = randomIntegers(seed);
  const attackOf = prepareAttacks(folder, seed);
  return Array.from({ length: count }, (_, index) => {
    const place = join(folder, `case-${index}`);
    mkdirSync(place);
    const damaged = strike(place, attackOf(draw));
    rmSync(place, { recursive: true });
    return damaged;
  });
}

function strike(folder: string, { what, files, judge }: Attack): Damaged {
  const path = join(folder, 'a.wellspring');
  for (const [suffix, bytes] of Object.entries(files)) writeFileSync(path + suffix, bytes);
  const before = fingerprints(folder);
  const wrong: string[] = [];
  let end: Damaged['end'] = 'refused';
  try {
    const outcome = openProject(path, options());
    if (outcome.ok) {
      const { info } = outcome.value;
      const told = info.problems.length > 0;
      end = told ? 'told' : 'whole';
      wrong.push(...judge(outcome.value, told));
      outcome.value.close();
      if (info.readOnly === null) wrong.push(...closedWell(path, judge));
      else if (!isDeepStrictEqual(fingerprints(folder), before)) wrong.push('it was changed by reading');
    } else {
      if (outcome.problems.length === 0) wrong.push('it was refused without a word');
      if (!isDeepStrictEqual(fingerprints(folder), before)) wrong.push('it was refused and changed');
    }
  } catch (error) {
    wrong.push(`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  return { what, end, wrong };
}

/** What was opened for writing is at rest when it is closed, and opens again as it was. */
function closedWell(path: string, judge: Attack['judge']): readonly string[] {
  const again = openProject(path, options());
  if (!again.ok) return ['it was opened and closed, and does not open again'];
  const wrong = judge(again.value, true);
  again.value.close();
  return wrong.map((sentence) => `opened again: ${sentence}`);
}

function prepareAttacks(folder: string, seed: number): (draw: (below: number) => number) => Attack {
  const [known, before, crashed] = ['known', 'before', 'crashed'].map((name) =>
    join(folder, `${name}.wellspring`),
  ) as [string, string, string];
  makeKnownProject(known, seed);
  makeCrashedProject(before, crashed);
  const [project, file, log] = [known, crashed, `${crashed}-wal`].map((path) => readFileSync(path)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const judgeKnown = judgeOf(known);
  const names = Object.keys(corruptions);
  return (draw) => {
    const name = names[draw(names.length)] ?? '';
    const corrupt = (bytes: Buffer): Buffer => corruptions[name]?.(bytes, draw) ?? bytes;
    switch (draw(8)) {
      case 0:
        return {
          what: `${name} of the log`,
          files: { '': file, '-wal': corrupt(log) },
          judge: judgeCrashed,
        };
      case 1:
        return {
          what: `${name} of the file beside its log`,
          files: { '': corrupt(file), '-wal': log },
          judge: judgeCrashed,
        };
      case 2: {
        const [beside, bytes] = (
          [
            ['the log of another', log],
            ['a damaged log of another', corrupt(log)],
            ['a text as its log', Buffer.from('no log')],
          ] as const
        )[draw(3)] ?? ['', log];
        const suffix = draw(3) === 0 ? '-journal' : '-wal';
        return {
          what: `${beside}, as ${suffix}`,
          files: { '': project, [suffix]: bytes },
          judge: judgeKnown,
        };
      }
      default:
        return {
          what: `${name} of the project`,
          files: { '': corrupt(project) },
          judge: judgeKnown,
        };
    }
  };
}

/** All that is not a problem by itself is as it was, or the opening said that something is wrong. */
function judgeOf(path: string): Attack['judge'] {
  const whole = openProject(path, options());
  if (!whole.ok) throw new Error('the known project opens');
  const expected = contentOf(whole.value);
  whole.value.close();
  return (store, told) => {
    const content = contentOf(store);
    const names = [...new Set([...Object.keys(expected), ...Object.keys(content)])];
    return names.flatMap((name) => {
      const [now, then] = [content[name], expected[name]];
      // null: it was answered with problems.
      if (isDeepStrictEqual(now, then) || (name in content && now === null) || told) return [];
      return [`${name} is silently ${JSON.stringify(now)?.slice(0, 200)}`];
    });
  };
}

/** What is there is what was acknowledged up to some write; less than all of it is told. */
function judgeCrashed(store: ProjectStore, told: boolean): readonly string[] {
  const state = stateOf(store);
  for (let n = writesInLog; n >= 0; n--) {
    if (!isDeepStrictEqual(state, stateAfter(n))) continue;
    return n === writesInLog || told ? [] : [`${writesInLog - n} writes are silently gone`];
  }
  return told ? [] : [`it holds what never was: ${JSON.stringify(state)}`];
}
