import { pushAll } from '../../shared/base/lists.ts';
import { nearestName } from '../../shared/base/nearest-name.ts';
import { hasError, type Problem } from '../../shared/base/problem.ts';
import type { Corrections } from '../../shared/experiment/correction/corrections.ts';
import { acceptFlag, addStep, rejectFlag } from '../../shared/experiment/correction/decide.ts';
import { stepKindOf } from '../../shared/experiment/correction/kinds/index.ts';
import { parseStep } from '../../shared/experiment/correction/parse-corrections.ts';
import type { CorrectionStep } from '../../shared/experiment/correction/step.ts';
import type { ExaminedPlates } from '../../shared/experiment/examine-plates.ts';
import { flagKinds, type QualityFlag } from '../../shared/experiment/quality/flag.ts';
import { type NamedPlate, platesNamed } from '../../shared/plate/layout/apply-layout.ts';
import { checkLines, checkText } from './check-text.ts';
import { type Command, UsageError } from './command.ts';
import { correctionsOption } from './corrections-file.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Interruptible, interruptible } from './interruptible.ts';
import { tellJoins } from './joins-text.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';
import { openPlates, type PlatesTarget, plateOptions } from './plates-target.ts';

const changing = ['accept', 'reject', 'add', 'on', 'off', 'remove'] as const;

export const checkCommand: Command = {
  name: 'check',
  positionals: '<project | file or folder...>',
  count: [1, 10_000],
  summary: 'what looks wrong with the readings, and the steps that correct them',
  options: {
    accept: {
      kind: 'text',
      value: 'ID',
      many: true,
      help: 'a flag, or all of a kind, is right: take its step',
    },
    reject: {
      kind: 'text',
      value: 'ID',
      many: true,
      help: 'a flag, or all of a kind, is wrong: its step goes',
    },
    add: {
      kind: 'text',
      value: 'STEP',
      many: true,
      help: `a step: '${stepKindOf({ kind: 'excludeWells' }).example}'`,
    },
    on: { kind: 'integer', value: 'N', least: 1, many: true, help: 'turn the step of that number on' },
    off: { kind: 'integer', value: 'N', least: 1, many: true, help: 'turn it off' },
    remove: { kind: 'integer', value: 'N', least: 1, many: true, help: 'take it away' },
    corrections: {
      ...correctionsOption,
      help: 'where steps and decisions about plate files are kept, as JSON (see quality.md)',
    },
    ...plateOptions,
    json: { kind: 'flag', help: 'a line of JSON for each flag and each step' },
  },
  withoutReader: (given) => (changing.some((option) => given.has(option)) ? 'goesOn' : 'ends'),
  async run(given, output) {
    return interruptible(async (jobs) => {
      const opened = await openPlates(given, output, jobs);
      if (jobs.interrupted()) return exitCodes.interrupted;
      if (!opened.ok) {
        await output.problems(opened.problems);
        return exitCodes.problems;
      }
      try {
        return await check(opened.value, given, output, jobs);
      } finally {
        opened.value.close();
      }
    });
  },
};

async function check(
  target: PlatesTarget,
  given: Given,
  output: Output,
  jobs: Interruptible,
): Promise<ExitCode> {
  const isChange = changing.some((option) => given.has(option));
  if (isChange && target.kept === null)
    throw new UsageError(
      'what is decided about plate files is kept in a file: name it with --corrections FILE',
    );
  const before = await target.examine(target.corrections, { kind: 'flags' });
  if (jobs.interrupted()) return exitCodes.interrupted;
  const problems: Problem[] = [...target.problems, ...before.problems];
  if (!before.ok) {
    await output.problems(problems);
    return exitCodes.problems;
  }
  tellJoins(before.value.joined, output);
  if (!isChange) return tell(before.value, target.corrections, problems, output);
  const decided = decide(given, target.corrections, before.value);
  pushAll(problems, decided.problems);
  if (hasError(decided.problems)) {
    await output.problems(problems);
    return exitCodes.problems;
  }
  const { corrections, what } = decided;
  const after = await target.examine(corrections, { kind: 'flags' });
  if (jobs.interrupted()) return exitCodes.interrupted;
  // What cannot be done is told and not kept; what could not be done before is no reason to keep nothing.
  if (!after.ok || errors(after.value.stepProblems) > errors(before.value.stepProblems)) {
    await output.problems([...problems, ...(after.ok ? after.value.stepProblems : after.problems)]);
    output.say('Nothing was changed.');
    return exitCodes.problems;
  }
  const saved = target.save(corrections, what.join('; '));
  if (!saved.ok) {
    await output.problems([...problems, ...saved.problems]);
    return exitCodes.problems;
  }
  for (const one of what) output.say(`${one}: kept ${target.kept}`);
  for (const words of newNumbers(target.corrections.steps, corrections.steps)) output.say(words);
  return tell(after.value, corrections, problems, output);
}

/** Where new steps stand, as far as they have moved those that were there. */
function newNumbers(before: readonly CorrectionStep[], after: readonly CorrectionStep[]): readonly string[] {
  const last = after.findLastIndex((step) => before.includes(step));
  return after.flatMap((step, index): readonly string[] =>
    before.includes(step) || index > last
      ? []
      : [`${stepKindOf(step).words(step)}: step ${index + 1}, for it is done before those after it`],
  );
}

function errors(problems: readonly Problem[]): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}

async function tell(
  { flags, reports, stepProblems }: ExaminedPlates,
  corrections: Corrections,
  problems: readonly Problem[],
  output: Output,
): Promise<ExitCode> {
  const found = { flags, corrections, reports };
  if (output.json) for (const line of checkLines(found)) await output.line(line);
  else await output.write(checkText(found));
  await output.problems([...problems, ...stepProblems]);
  return hasError([...problems, ...stepProblems]) ? exitCodes.problems : exitCodes.done;
}

interface Decided {
  readonly corrections: Corrections;
  /** What was done, in the log's words. */
  readonly what: readonly string[];
  readonly problems: readonly Problem[];
}

function decide(given: Given, before: Corrections, { flags, plates }: ExaminedPlates): Decided {
  let corrections = before;
  const what: string[] = [];
  const problems: Problem[] = [];
  for (const option of ['accept', 'reject'] as const) {
    for (const name of given.texts(option)) {
      const meant = flags.filter(({ id, kind }) => id === name || kind === name);
      if (meant.length === 0) problems.push(unknownFlag(name, option, flags));
      for (const flag of meant) {
        if (option === 'reject') corrections = rejectFlag(corrections, flag);
        else {
          const accepted = acceptFlag(corrections, flag);
          corrections = accepted.corrections;
          if (accepted.step === 'there') problems.push(stepThere(flag));
        }
        what.push(`${option === 'accept' ? 'Accept' : 'Reject'} ${flag.id}`);
      }
    }
  }
  // Numbers are those that the user saw, so steps are turned and taken away before new ones shift them.
  const numbered = turnSteps(given, before, corrections);
  pushAll(problems, numbered.problems);
  pushAll(what, numbered.what);
  corrections = numbered.corrections;
  given.texts('add').forEach((text, index) => {
    const step = parseStep(text, `--add ${index + 1}`);
    pushAll(problems, step.problems);
    if (!step.ok) return;
    const added = byItsName(step.value, plates);
    corrections = { ...corrections, steps: addStep(corrections.steps, added) };
    what.push(`Add ${stepKindOf(added).words(added)}`);
  });
  return { corrections, what, problems };
}

/** A plate is kept by the name that experiments know, whichever of its names was written. */
function byItsName(step: CorrectionStep, plates: readonly NamedPlate[]): CorrectionStep {
  const meant = step.plate === null ? [] : platesNamed(step.plate, plates);
  return meant.length === 1 ? { ...step, plate: meant[0] ?? null } : step;
}

function turnSteps(given: Given, seen: Corrections, now: Corrections): Decided {
  let { steps } = now;
  const what: string[] = [];
  const problems: Problem[] = [];
  for (const option of ['on', 'off', 'remove'] as const) {
    for (const text of given.texts(option)) {
      const step = seen.steps[Number(text) - 1];
      const at = step === undefined ? -1 : steps.indexOf(step);
      if (step === undefined || at === -1) {
        const message = `there is no step ${text}`;
        const count = seen.steps.length;
        const remedy =
          count === 0
            ? 'There are no steps yet; add one with --add.'
            : `Steps have the numbers 1 to ${count}.`;
        problems.push({
          code: 'correction.unknownStep',
          severity: 'error',
          message,
          remedy,
          place: { where: `--${option}` },
        });
        continue;
      }
      steps = option === 'remove' ? steps.toSpliced(at, 1) : steps.with(at, { ...step, on: option === 'on' });
      what.push(`${option === 'remove' ? 'Remove' : `Turn ${option}`} ${stepKindOf(step).words(step)}`);
    }
  }
  return { corrections: { ...now, steps }, what, problems };
}

function unknownFlag(name: string, option: string, flags: readonly QualityFlag[]): Problem {
  const place = { where: `--${option}` };
  const there = [...new Set(flags.map(({ kind }) => kind))];
  if (flagKinds.some((kind) => kind === name)) {
    const message = `there are no open flags of the kind “${name}”`;
    const remedy =
      there.length === 0
        ? `Leave --${option} ${name} out: nothing looks wrong.`
        : `Leave --${option} ${name} out; the kinds of which there are flags: ${there.join(', ')}.`;
    return { code: 'check.noSuchFlags', severity: 'error', message, remedy, place };
  }
  const near = nearestName(name, [...flags.map(({ id }) => id), ...flagKinds]);
  const meant = near === null ? '' : `Did you mean ${near}? `;
  const message = `no flag has the id or the kind “${name}”`;
  const remedy = `${meant}wellspring check lists the flags with their ids.`;
  return { code: 'check.unknownFlag', severity: 'error', message, remedy, place };
}

function stepThere({ id }: QualityFlag): Problem {
  const message = `${id} is accepted; a step that does this, or another background of the signal, is there already, so none was added`;
  const remedy = 'To have the flag’s own, remove the other step with --remove N and accept the flag again.';
  return { code: 'check.stepThere', severity: 'warning', message, remedy };
}
