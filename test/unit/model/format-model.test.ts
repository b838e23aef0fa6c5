import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { integerBelow } from '../../../shared/base/random.ts';
import { formatModel } from '../../../shared/model/format-model.ts';
import { parseModel } from '../../../shared/model/parse-model.ts';

const untidy = `# about this file
model   m   "A model"   # a title
settings
 n=2
  kind = a   or b

notes
      First.

        Indented.


      Last.
# to what follows
parameters
    k individual  within 0..4 LogNormal( - 1 ,1 )[1/h]  # slow
    rate_of_loss   population LogNormal(0,1)#lost
    s carries "P1"
    gain group ( plate )   within 0..4   LogNormal(0,spread)
    day group("Day of run") Normal(0,1)
    spread population LogNormal(0,1)


    each i in 1..n:z{i} individual Normal(0,1)
states
    x [nM] starts at   0
    long_name starts at - 1e-3
definitions
    a=(k+
  # a remark inside
         rate_of_loss*- 2 )  ^2   # end
    b = if x<1 and not_x>=2 then-x else x*( a+1 )
    not_x = -x
    when kind=a: each i in x, y: c{i} = 4 [1/h]*t
rates
    x' = a*b*cx*cy*s
    long_name' = z1 - - z2
observables
    X = x with sd   prediction^2 correlated   over 2 with   white share  -n + 3 with discrepancy sd 1   over   3
    "Long name" = long_name with student precision 1 nu 4`;

const tidy = `# about this file
model m "A model"  # a title

settings
  n    = 2
  kind = a or b

notes
  First.

    Indented.


  Last.

# to what follows
parameters
  k            individual           LogNormal(-1, 1)      [1/h]  within 0 .. 4  # slow
  rate_of_loss population           LogNormal(0, 1)                             #lost
  s            carries              "P1"
  gain         group(plate)         LogNormal(0, spread)         within 0 .. 4
  day          group("Day of run")  Normal(0, 1)
  spread       population           LogNormal(0, 1)

  each i in 1 .. n: z{i} individual  Normal(0, 1)

states
  x         [nM] starts at 0
  long_name      starts at -1e-3

definitions
  a = (k +
    # a remark inside
    rate_of_loss * -2)^2  # end
  b     = if x < 1 and not_x >= 2 then -x else x * (a + 1)
  not_x = -x
  when kind = a: each i in x, y: c{i} = 4 [1/h] * t

rates
  x'         = a * b * cx * cy * s
  long_name' = z1 - -z2

observables
  X           = x         with sd prediction^2 correlated over 2 with white share -n + 3 with discrepancy sd 1 over 3
  "Long name" = long_name with student precision 1 nu 4
`;

/** What a text means: the model without places. */
function meaning(text: string): string {
  const outcome = parseModel(text, 'm');
  return JSON.stringify(
    outcome.ok ? outcome.value : outcome.problems.map(({ code }) => code),
    (key, value) => (key === 'place' ? undefined : value instanceof Map ? [...value] : value),
  );
}

const comments = (text: string) => [...text.matchAll(/#.*/g)].map(([comment]) => comment.trimEnd());

/** The comments, meaning and fixed point of any text. */
function expectKept(text: string): void {
  const formatted = formatModel(text);
  // not toBe: a difference of two models is unreadable
  expect(meaning(formatted) === meaning(text)).toBe(true);
  expect(comments(formatted)).toEqual(comments(text));
  expect(formatModel(formatted)).toBe(formatted);
}

test('an untidy text becomes tidy and means the same', () => {
  expect(parseModel(untidy, 'm').ok).toBe(true);
  expect(formatModel(untidy)).toBe(tidy);
  expectKept(untidy);
});

describe('texts that cannot be read keep their lines', () => {
  test.each([
    ['', '\n'],
    ['PK\u0003\u0004', 'PK\u0003\u0004\n'],
    ['nonsense here\n    x  =  1\n', 'nonsense here\n    x  =  1\n'],
    ["rates\n  x & y   = 2\n  x' = 1", "rates\n  x & y   = 2\n  x' = 1\n"],
    ['parameters\n  k "open', 'parameters\n  k "open\n'],
    ["rates\n  x' = (1 +\nobservables\n  X=x", "rates\n  x' = (1 +\n\nobservables\n  X = x\n"],
    ['parameters\n  k Normal(0,1) Normal(1,1) =  3', 'parameters\n  k Normal(0, 1) Normal(1, 1) = 3\n'],
  ])('%j', (text, formatted) => {
    expect(formatModel(text)).toBe(formatted);
    expect(formatModel(formatted)).toBe(formatted);
  });
});

test('line ends and the byte order mark of Windows go', () => {
  expect(formatModel(`\uFEFF${untidy.replaceAll('\n', '\r\n')}`)).toBe(tidy);
});

describe('laws, over random texts', () => {
  const library = ['dr_blackbox', 'relay_constant_precisions', 'dr_constant_learned'].map((id) =>
    readFileSync(new URL(`../../../resources/models/${id}/${id}.model`, import.meta.url), 'utf8'),
  );

  const chooser = (seed: number) => {
    let position = 0;
    return (n: number) => integerBelow({ seed, purpose: 'test', step: 0, individual: 0 }, position++, n);
  };

  /** Blanks, comments and blank lines put in and taken out where they mean nothing. */
  function disturbed(text: string, choose: (n: number) => number): string {
    let inNotes = false;
    return text
      .split('\n')
      .flatMap((line) => {
        if (/^\w/.test(line)) inNotes = line.startsWith('notes');
        if (inNotes || !line.startsWith('  ') || line.trim().startsWith('#')) return [line];
        const spaced = line.replace(/ +/g, (blanks) =>
          ' '.repeat(1 + choose(3) + (blanks.length > 2 ? 1 : 0)),
        );
        const tight = spaced.replace(/ *([+*/(),]) */g, (_, sign) => (choose(2) === 0 ? sign : ` ${sign} `));
        const dangling = /[-+*/^=,]$/.test(line);
        const code = /["[]/.test(line) ? spaced : tight.replace(/^ */, '  ');
        const ended = !dangling && choose(5) === 0 ? `${code} # ${choose(100)}` : code;
        return !dangling && choose(8) === 0 ? [ended, ''] : [ended];
      })
      .join('\n');
  }

  test.each(Array.from({ length: 40 }, (_, seed) => seed))('seed %i', (seed) => {
    const choose = chooser(seed);
    const text = library[choose(library.length)] ?? '';
    const changed = disturbed(text, choose);
    expect(changed).not.toBe(text);
    expect(meaning(changed) === meaning(text)).toBe(true);
    expectKept(changed);
  });

  test.each(Array.from({ length: 200 }, (_, seed) => seed))('torn text, seed %i', (seed) => {
    const choose = chooser(1000 + seed);
    const lines = [...tidy.split('\n'), ...untidy.split('\n')];
    const torn = Array.from({ length: 12 }, () => {
      const line = lines[choose(lines.length)] ?? '';
      const from = choose(3) === 0 ? choose(line.length + 1) : 0;
      return line.slice(from, choose(3) === 0 ? from + choose(line.length + 1) : undefined);
    }).join('\n');
    const formatted = formatModel(torn);
    expect(formatModel(formatted)).toBe(formatted);
    // the same marks in the same order, blanks apart
    const marks = (text: string) => text.replace(/\s+/g, '');
    expect(marks(formatted).length).toBe(marks(torn).length);
  });
});
