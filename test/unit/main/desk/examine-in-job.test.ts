import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { examineInJob } from '../../../../main/desk/examine-in-job.ts';
import { runExamineJob } from '../../../../main/jobs/examine-job.ts';
import { forkJobs } from '../../../../main/jobs/fork-job.ts';
import type { ExamineTask, FromJob } from '../../../../main/jobs/messages.ts';
import { plateFileBytes } from '../../../../main/jobs/plate-codec.ts';
import { Supervisor } from '../../../../main/jobs/supervisor.ts';
import { formatProblem } from '../../../../shared/base/problem.ts';
import { examinePlates } from '../../../../shared/experiment/examine-plates.ts';
import { readPlateText } from '../../../../shared/plate/read-plate-file.ts';
import { smallPlate } from '../../../helpers/small-plate.ts';

const script = fileURLToPath(new URL('../jobs/fixtures/fake-job.mjs', import.meta.url));
const taskOf = (file: string, parsed: Uint8Array = new Uint8Array(3)): Omit<ExamineTask, 'kind'> => ({
  files: [{ file, parsed }],
  layouts: { list: [], isKept: false },
  corrections: [],
  question: { kind: 'flags' },
});

describe('a job that looks at plates', () => {
  let supervisor: Supervisor;
  beforeEach(() => {
    supervisor = new Supervisor(forkJobs(script));
  });
  afterEach(() => supervisor.close());

  test.each([
    ['hangs.csv', 'examine.tooLong', 1500],
    ['dies.csv', 'examine.died', 60_000],
    ['takes too much.csv', 'examine.memory', 60_000],
  ])('and %s is a problem with a way out: %s', async (file, code, limit) => {
    const outcome = await examineInJob(taskOf(file), supervisor, limit);
    expect(outcome.problems).toMatchObject([{ code, severity: 'error', remedy: expect.any(String) }]);
  });

  test('and has a fault of ours is none of the user’s', async () => {
    await expect(examineInJob(taskOf('throws.csv'), supervisor)).rejects.toThrow(/a planted fault/);
  });
});

test('what a job answers is what is found here, and damaged readings are named', async () => {
  const read = readPlateText({ file: 'small.csv', bytes: Buffer.from(smallPlate()) });
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  const told: FromJob[] = [];
  const port = { send: async (message: FromJob) => void told.push(message), shouldStop: () => false };
  const question = { kind: 'summary', density: null } as const;
  const sound = { ...taskOf('small.csv', plateFileBytes(read.value)), question };
  await runExamineJob({ kind: 'examine', ...sound }, port);
  const here = examinePlates(new Map([['small.csv', read.value]]), sound.layouts, [], question);
  expect(told[0]).toEqual({ kind: 'examined', examined: here.ok && here.value, problems: here.problems });
  expect(here.ok && here.value.rows.length).toBeGreaterThan(0);
  await runExamineJob({ kind: 'examine', ...taskOf('small.csv') }, port);
  expect(told[1]).toMatchObject({
    kind: 'problems',
    problems: [{ code: 'plate.damagedReadings', place: { file: 'small.csv' } }],
  });
});
