import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { formatProblem, type Outcome } from '../../../shared/base/problem.ts';
import type { Preprocessing } from '../../../shared/experiment/data-spec.ts';
import type { Experiment } from '../../../shared/experiment/experiment.ts';
import type { SourceFile } from '../../../shared/experiment/name-runs.ts';
import { nothingDecided, type TakenParts } from '../../../shared/experiment/plate-decisions.ts';
import { splitExperiment } from '../../../shared/experiment/split-experiment.ts';
import { takenParts } from '../../../shared/inference/plan/taken-parts.ts';
import { parseFitSpec } from '../../../shared/inference/spec/parse-fit-spec.ts';
import type { Layout } from '../../../shared/plate/layout/layout.ts';
import { readPlateText } from '../../../shared/plate/read-plate-file.ts';
import { libraryModel } from '../../helpers/library-model.ts';

const receiver = new URL('../../../resources/examples/receiver/', import.meta.url);
const whole = readFileSync(new URL('receiver.yaml', receiver), 'utf8');
const groups = / {2}groups:\n.*\n.*\n/;
/** The spec that leaves parts to layouts, which have names for them. */
const without = whole.replace(groups, '').replace('    aR: 0\n    aS: 0', '    aR: Pcat\n    aS: Pcat');

const sources = new Map(
  ['proc140916.csv', 'proc141006.csv'].map((file): [string, SourceFile] => {
    const read = readPlateText({ file, bytes: readFileSync(new URL(file, receiver)) });
    if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
    return [file, { plateFile: read.value, sha256: file }];
  }),
);

const parts = {
  Pcat_Y81C76: { aR: 'Pcat', aS: 'Pcat' },
  RS100S32_Y81C76: { aR: 'RS100', aS: 'S32' },
  RS100S34_Y81C76: { aR: 'RS100', aS: 'S34' },
  R33S32_Y81C76: { aR: 'R33', aS: 'S32' },
  R33S34_Y81C76: { aR: 'R33', aS: 'S34' },
};
const layoutOf = (stated: Layout['parts'], plate: string | null = null): Layout => ({
  plate,
  wells: [],
  ...(stated !== undefined && { parts: stated }),
});

function prepared(
  text: string,
  layouts: readonly Layout[],
  preprocessing: Preprocessing = 'reference',
  taken?: TakenParts,
): Outcome<Experiment> {
  const spec = parseFitSpec(text, 'receiver.yaml');
  if (!spec.ok) throw new Error(spec.problems.map(formatProblem).join('\n'));
  const options = { folds: 4, fold: 1, foldSeed: 0, foldUnit: null, heldOut: null, preprocessing };
  const made = splitExperiment(spec.value.data, sources, options, {
    ...nothingDecided,
    layouts,
    parts: taken ?? takenParts(spec.value, libraryModel('dr_constant')),
  });
  return made.ok ? { ok: true, value: made.value.experiment, problems: made.problems } : made;
}

function must(outcome: Outcome<Experiment>): Experiment {
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

const codes = ({ problems }: Outcome<Experiment>) => problems.map(({ code, severity }) => [code, severity]);

it.each(['reference', 'wells'] as const)(
  'parts of a layout are those of a spec to the bit (%s), baselines too',
  (preprocessing) => {
    expect(without).not.toContain('groups:');
    const stated = must(prepared(whole, [], preprocessing));
    const fromLayout = must(prepared(without, [layoutOf(parts)], preprocessing));
    expect(stated.parts.map(({ partOfDevice }) => partOfDevice)).toEqual([
      [0, 1, 1, 2, 2],
      [0, 1, 2, 1, 2],
    ]);
    expect(fromLayout).toEqual(stated);
    // Both saying the same is as good.
    expect(must(prepared(whole, [layoutOf(parts)], preprocessing))).toEqual(stated);
  },
);

describe('parts that two places state otherwise are a problem', () => {
  test('spec and layout, naming both places', () => {
    const wrong = { ...parts, R33S32_Y81C76: { aR: 'RS100', aS: 'S32' } };
    const outcome = prepared(whole, [layoutOf(wrong)]);
    expect(outcome.ok).toBe(false);
    const [problem] = outcome.problems.filter(({ code }) => code === 'layout.partContradicts');
    expect(problem?.message).toBe(
      'data.groups.aR gives R33S32_Y81C76 part 2, and part:aR in the layout of “proc140916” the part “RS100”: “RS100” is part 1 of another device',
    );
    expect(problem?.place).toMatchObject({ file: 'receiver.yaml', line: 11 });
  });

  test('a part that is none in one of the two', () => {
    const wrong = { R33S32_Y81C76: { aR: '' } };
    const [problem] = prepared(whole, [layoutOf(wrong)]).problems.filter(
      ({ code }) => code === 'layout.partContradicts',
    );
    expect(problem?.message).toMatch(/gives R33S32_Y81C76 part 2, and .* no part$/);
  });

  test('layouts of two plates', () => {
    const other = { ...parts, R33S32_Y81C76: { aR: 'R34', aS: 'S32' } };
    const outcome = prepared(without, [layoutOf(parts, 'proc140916'), layoutOf(other, 'proc141006')]);
    expect(outcome.ok).toBe(false);
    const [problem] = outcome.problems.filter(({ code }) => code === 'layout.part');
    expect(problem?.message).toBe(
      'R33S32_Y81C76 has the part “R34” of aR and, by the layout of “proc140916”, the part “R33”',
    );
    expect(problem?.place?.where).toBe('the layout of “proc141006”, part:aR');
  });
});

describe('what is said of parts and used by nothing', () => {
  test('is told and changes nothing', () => {
    const ori = Object.fromEntries(
      Object.entries(parts).map(([device, own]) => [device, { ...own, ori: 'pSC101' }]),
    );
    const outcome = prepared(without, [layoutOf(ori)]);
    expect(codes(outcome)).toEqual([['layout.unusedPart', 'warning']]);
    expect(outcome.problems[0]).toMatchObject({
      message: 'the column part:ori is not used: nothing in this fit takes parts of ori',
      remedy: expect.stringContaining('part:aR, part:aS'),
    });
    expect({ ...must(outcome), problems: [] }).toEqual({
      ...must(prepared(without, [layoutOf(parts)])),
      problems: [],
    });
  });

  test('a model without parts has use for none, one whose layers take all for every one', () => {
    const spec = { constants: new Map(), parameters: [] };
    expect(takenParts(spec, libraryModel('auto_constant')).offered).toEqual([]);
    expect(takenParts(spec, libraryModel('dr_blackbox')).all).toBe(true);
    expect(takenParts(spec, libraryModel('dr_constant')).offered).toEqual(['aR', 'aS']);
    const fixed = { constants: new Map([['aR', 1]]), parameters: [] };
    expect(takenParts(fixed, libraryModel('dr_constant')).groups.has('aR')).toBe(false);
  });
});

test('a device of which no layout says its part, and a baseline that no device has, are problems', () => {
  const { Pcat_Y81C76: _, ...some } = parts;
  const outcome = prepared(without, [layoutOf(some)]);
  expect(codes(outcome)).toEqual([
    ['layout.partUnsaid', 'error'],
    ['spec.partIndex', 'error'],
    ['layout.partUnsaid', 'error'],
    ['spec.partIndex', 'error'],
  ]);
  expect(outcome.problems[0]?.message).toBe('no layout says which part of aR Pcat_Y81C76 has');
  expect(codes(prepared(without, []))).toEqual([
    ['spec.unknownGroup', 'error'],
    ['spec.unknownGroup', 'error'],
  ]);
});
