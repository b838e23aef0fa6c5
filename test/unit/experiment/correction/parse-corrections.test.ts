import { describe, expect, it } from 'vitest';
import { correctionsText } from '../../../../shared/experiment/correction/corrections.ts';
import { stepKinds } from '../../../../shared/experiment/correction/kinds/index.ts';
import { parseCorrections, parseStep } from '../../../../shared/experiment/correction/parse-corrections.ts';
import type { CorrectionStep } from '../../../../shared/experiment/correction/step.ts';

const problemsOf = (text: string) => {
  const read = parseCorrections(text, 'c.json');
  return read.problems.map(({ code, message, place }) => [code, message, place?.line]);
};

describe('steps', () => {
  it.each(stepKinds.map(({ kind, example }) => [kind, example]))(
    'of %s are read as their example is written',
    (kind, example) => {
      const step = parseStep(example, '--add');
      if (!step.ok) throw new Error(step.problems[0]?.message);
      expect(step.value).toMatchObject({ kind, plate: null, on: true, flag: null });
      const known = stepKinds.find((each) => each.kind === kind);
      const own = Object.keys(step.value).filter((key) => !['kind', 'plate', 'on', 'flag'].includes(key));
      expect(own.sort()).toEqual([...(known?.keys ?? [])].sort());
    },
  );

  it('may be written without braces, wells in any form', () => {
    const step = parseStep('kind: excludeWells, wells: [a01, AF48], reason: bubbles', '--add');
    expect(step.ok && step.value).toMatchObject({ wells: ['A1', 'AF48'] });
  });

  it.each([
    ['{kind: polish}', /kind is “polish”/],
    ['{kind: excludeWells, wells: [Z99], reason: x}', /“Z99”, which is no well/],
    ['{kind: excludeWells, wells: [A1]}', /reason is missing/],
    ['{kind: background, signal: OD, method: blankWell}', /blankWell/],
    ['{kind: background, signal: OD, method: minimum, colour: red}', /colour/],
    ['{kind: pathLength, signal: OD, length_cm: 0}', /length_cm is 0/],
    ['{kind: mefl, signal: GFP, gain: 61, standards: [{amount: 1, reading: 2}]}', /different amounts/],
    ['{kind: censor, signal: OD', /./],
  ])('%s is refused in words', (text, words) => {
    const step = parseStep(text, '--add');
    expect(step.ok).toBe(false);
    expect(step.problems.map(({ message }) => message).join('\n')).toMatch(words);
  });
});

describe('documents', () => {
  const steps = stepKinds.flatMap(({ example }): CorrectionStep[] => {
    const step = parseStep(example, 'x');
    return step.ok ? [{ ...step.value, plate: 'p', on: false, flag: 'jump-0' }] : [];
  });

  it('are read as they are written, however large', () => {
    const many = Array.from({ length: 400 }, () => steps).flat();
    const corrections = {
      steps: many,
      decisions: [{ flag: 'jump-0', decision: 'rejected' as const, reason: '“odd”' }],
    };
    const text = correctionsText(corrections);
    // Larger than what people may write by hand.
    expect(text.length).toBeGreaterThan(500_000);
    const read = parseCorrections(text, 'c.json');
    expect(read).toEqual({ ok: true, value: corrections, problems: [] });
  });

  it('in YAML have problems with a line; in JSON with the path', () => {
    expect(problemsOf('steps:\n  - kind: censor\n    signal: OD\n    limit: many\n')).toEqual([
      ['document.type', expect.stringContaining('steps[0].limit'), 4],
    ]);
    expect(problemsOf('{"steps": [{"kind": "censor", "limit": 3}]}')).toEqual([
      ['document.missing', expect.stringContaining('steps[0].signal'), undefined],
    ]);
    expect(problemsOf('{"format": "wellspring-corrections/2"}')[0]?.[1]).toMatch(/wellspring-corrections\/2/);
    expect(problemsOf('[]')[0]?.[0]).toBe('document.type');
  });
});
