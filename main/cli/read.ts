import { largest } from '../../shared/base/lists.ts';
import { failure, type Outcome } from '../../shared/base/problem.ts';
import { visibleName } from '../../shared/base/visible-text.ts';
import { withChecks } from '../../shared/plate/checks/check-file.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import type { ReadAnswers } from '../../shared/plate/read-answers.ts';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import { mostData, readInputBytes } from '../jobs/input-file.ts';
import { type Command, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { userPath } from './output.ts';
import { answerOptions, answersOf } from './plate-answers.ts';
import { readingsTable, signalLines } from './read-lines.ts';

export const readCommand: Command = {
  name: 'read',
  positionals: '<file>',
  count: [1, 1],
  summary: 'what is in a plate file, without a project',
  options: {
    ...answerOptions,
    json: { kind: 'flag', help: 'one line of JSON for each plate and signal' },
    csv: { kind: 'flag', help: 'every reading as CSV' },
  },
  async run(given, output) {
    const [file = ''] = given.positionals;
    if (given.has('csv') && output.json) throw new UsageError('give --json or --csv, not both');
    const outcome = await openPlateFile(file, answersOf(given));
    if (!outcome.ok) {
      await output.problems(outcome.problems);
      return exitCodes.problems;
    }
    const plateFile = withChecks(outcome.value);
    if (output.json) {
      // Problems are in the lines; they are not printed twice.
      for (const line of signalLines(plateFile)) await output.line(line);
      return exitCodes.done;
    }
    if (given.has('csv')) {
      for (const part of readingsTable(plateFile)) await output.table(part);
    } else {
      await output.write(summaryText(plateFile, given.has('format')));
    }
    await output.problems(plateFile.problems);
    return exitCodes.done;
  },
};

/** Opens a plate file that the user names. */
export async function openPlateFile(file: string, answers: ReadAnswers): Promise<Outcome<PlateFile>> {
  const bytes = readInputBytes(userPath(file), mostData);
  if (!bytes.ok) {
    const message = `the file cannot be read: ${bytes.fault}`;
    const { remedy } = bytes;
    return failure([{ code: 'file.unreadable', severity: 'error', message, remedy, place: { file } }]);
  }
  return readPlateFile({ file, bytes: bytes.value }, answers);
}

/** A table for people: a line for each plate and signal. */
function summaryText(plateFile: PlateFile, isAsked: boolean): string {
  const lines = signalLines(plateFile);
  const rows = lines.map((line) => [
    visibleName(line.plate),
    visibleName(line.signal),
    visibleName(line.unit ?? '-'),
    line.calculated ? 'calculated' : 'measured',
    String(line.wells),
    String(line.cycles),
    line.tFirst === null || line.tLast === null
      ? 'no times'
      : `${hours(line.tFirst)} to ${hours(line.tLast)} h`,
  ]);
  const header = ['plate', 'signal', 'unit', 'kind', 'wells', 'cycles', 'times'];
  const widths = header.map((title, column) =>
    largest(
      rows.map((row) => row[column]?.length ?? 0),
      title.length,
    ),
  );
  const text = [header, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const sure = isAsked ? 'as asked for' : `${Math.round(100 * plateFile.confidence)} % sure`;
  return `${plateFile.file}: ${plateFile.format} (${sure})\n${text.join('\n')}\n`;
}

function hours(seconds: number): string {
  return (seconds / 3600).toFixed(2);
}
