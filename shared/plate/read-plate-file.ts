import { failure, type Outcome, type Problem, success } from '../base/problem.ts';
import {
  type ContainerFault,
  isWorkbook,
  openText,
  openWorkbook,
  type PlateContainer,
} from './containers/container.ts';
import { answerQuestions, type Detection, type PlateFormat, type ReadOptions } from './format.ts';
import { plateFormats } from './formats/index.ts';
import { guessKind } from './guess-kind.ts';
import { layoutContents } from './layout/is-layout.ts';
import type { PlateFile } from './plate-run.ts';
import type { PlateSource } from './plate-source.ts';
import type { ReadAnswers } from './read-answers.ts';

/** Larger files are refused before anything is allocated for them; the largest real export seen has 3 MB. */
const largestBytes = 256 * 1024 * 1024;
/** Below this no format is taken unasked. Arbitrary: detections are near 0 or near 1. */
const leastConfidence = 0.5;
/** Below this a table of doses may be taken for one of readings: an endpoint under headings of one's own. */
const unsure = 0.6;
/** Two formats as sure as this of each other are told. */
const closeCall = 0.1;

export interface ReadPlateOptions extends ReadOptions {
  /** The format's id; left out: the one that recognises the file best. */
  readonly format?: string;
}

/**
 * Reads an instrument's export: opened once, offered to every format, read by the named one or by the one that recognises it
 * best. Never throws for what the file holds.
 */
export async function readPlateFile(
  source: PlateSource,
  options: ReadPlateOptions = {},
): Promise<Outcome<PlateFile>> {
  const refused = refusal(source, options, plateFormats);
  if (refused !== null) return failure([refused]);
  return isWorkbook(source)
    ? readOpened(source, await openWorkbook(source), options)
    : readPlateText(source, options);
}

/** The same at once, of a file that is no workbook. */
export function readPlateText(
  source: PlateSource,
  options: ReadPlateOptions = {},
  formats: readonly PlateFormat[] = plateFormats,
): Outcome<PlateFile> {
  const refused = refusal(source, options, formats);
  return refused === null
    ? readOpened(source, openText(source, options.decimal), options, formats)
    : failure([refused]);
}

function readOpened(
  { file }: PlateSource,
  container: PlateContainer | ContainerFault,
  options: ReadPlateOptions,
  formats: readonly PlateFormat[] = plateFormats,
): Outcome<PlateFile> {
  if ('code' in container)
    return failure([problem(file, container.code, container.message, container.remedy)]);
  const named = formats.find((format) => format.id === options.format);
  if (named === undefined) return readAsBest(container, options, formats);
  const outcome = withUnused(named.read(container, options), named, options);
  return outcome.ok ? outcome : failure(outcome.problems.map((problem) => asNamed(problem, named, formats)));
}

/** A file without readings does not look like the format that somebody named. */
function asNamed(problem: Problem, { title }: PlateFormat, formats: readonly PlateFormat[]): Problem {
  if (problem.code !== 'plate.noData') return problem;
  return {
    ...problem,
    message: `read as ${title}, as it was asked for, the file has no table of readings`,
    remedy: `Leave --format away, or name another one (${idsOf(formats)}).`,
    inWindow: 'Choose another format, or none.',
  };
}

/** With a warning for each answer that had nothing to do in a file. */
function withUnused(
  outcome: Outcome<PlateFile>,
  { title, asks = [] }: PlateFormat,
  answers: ReadAnswers,
): Outcome<PlateFile> {
  const unused = answerQuestions.filter((key) => answers[key] !== undefined && !asks.includes(key));
  if (!outcome.ok || unused.length === 0) return outcome;
  const { file } = outcome.value;
  const problems = unused.map((key): Problem => {
    const what = key === 'interval_s' ? 'time between cycles' : 'unit of times';
    const message = `the ${what} that was given is not used: files of the format ${title} say it themselves`;
    return {
      code: 'plate.unusedAnswer',
      severity: 'warning',
      message,
      remedy: 'Nothing is to be done.',
      place: { file },
    };
  });
  return success({ ...outcome.value, problems: [...outcome.value.problems, ...problems] }, [
    ...outcome.problems,
    ...problems,
  ]);
}

/** Why a file is not even opened; null: it is. */
function refusal(
  { file, bytes }: PlateSource,
  { format }: ReadPlateOptions,
  formats: readonly PlateFormat[],
): Problem | null {
  const refuse = (code: string, message: string, remedy: string) => problem(file, code, message, remedy);
  if (bytes.length > largestBytes) {
    const size = Math.round(bytes.length / 1024 / 1024);
    return refuse('plate.tooLarge', `the file has ${size} MB, more than 256`, 'Export one plate to a file.');
  }
  if (isBlank(bytes)) {
    const size = bytes.length === 0 ? '0 bytes' : 'blanks only';
    return refuse(
      'plate.empty',
      `the file is empty (${size})`,
      'Export it again from the instrument’s program.',
    );
  }
  const known = idsOf(formats);
  if (format !== undefined && formats.every(({ id }) => id !== format))
    return refuse('plate.unknownFormat', `there is no format “${format}”`, `Use one of: ${known}.`);
  const kind = guessKind(bytes);
  if (kind === null || kind.readable) return null;
  const message = `this is no plate export that can be read: it looks like ${kind.what}`;
  return unrecognised(file, message, known);
}

function idsOf(formats: readonly PlateFormat[]): string {
  return formats.map(({ id }) => id).join(', ');
}

function unrecognised(file: string, message: string, known: string): Problem {
  const inWindow = 'Give the file that the instrument’s program wrote.';
  const remedy = `Give the file that the instrument’s program wrote, or name its format with --format (${known}).`;
  return { ...problem(file, 'plate.notRecognised', message, remedy), inWindow };
}

function readAsBest(
  container: PlateContainer,
  options: ReadOptions,
  formats: readonly PlateFormat[],
): Outcome<PlateFile> {
  const known = idsOf(formats);
  const { file } = container.source;
  const claims = formats
    .map((format): Claim => ({ format, ...format.detect(container) }))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  const [best, second] = claims;
  if (best === undefined || best.confidence < leastConfidence)
    return failure([notRecognised(container, best, known)]);
  if (best.confidence < unsure) {
    const layout = layoutProblem(container);
    if (layout !== null) return failure([layout]);
  }
  const outcome = withUnused(best.format.read(container, options), best.format, options);
  if (second === undefined || second.confidence < best.confidence - closeCall) return outcome;
  const doubt: Problem = {
    code: 'plate.twoFormats',
    severity: 'warning',
    message: `read as ${best.format.title} (${best.why}), but it may be ${second.format.title} (${second.why})`,
    remedy: `If it is that, say so: --format ${second.format.id}.`,
    inWindow: 'If it is that, choose it below.',
    place: { file },
  };
  return outcome.ok
    ? {
        ...outcome,
        value: { ...outcome.value, problems: [...outcome.value.problems, doubt] },
        problems: [...outcome.problems, doubt],
      }
    : failure([...outcome.problems, doubt]);
}

interface Claim extends Detection {
  readonly format: PlateFormat;
}

/** null: it is no layout, or may be readings. */
function layoutProblem({ source: { file }, sheets }: PlateContainer): Problem | null {
  const layout = layoutContents(sheets);
  if (layout === null) return null;
  const message = `this is a plate layout, not readings: it says ${layout.variables.join(', ')} of ${layout.wells} wells, and no times`;
  const remedy = 'Give it together with the plate’s file: import <file> --layout <this file>.';
  const inWindow = 'Import the file of the plate’s readings.';
  return { ...problem(file, 'plate.layout', message, remedy), inWindow };
}

function notRecognised(container: PlateContainer, best: Claim | undefined, known: string): Problem {
  const { file } = container.source;
  const layout = layoutProblem(container);
  if (layout !== null) return layout;
  const kind = guessKind(container.source.bytes);
  const like = kind === null ? '' : `: it looks like ${kind.what}`;
  const nearest = best === undefined ? '' : `; nearest is ${best.format.title} (${best.why})`;
  const message = `this is no plate export that can be read${like}${nearest}`;
  return unrecognised(file, message, known);
}

function problem(file: string, code: string, message: string, remedy: string): Problem {
  return { code, severity: 'error', message, remedy, place: { file, line: 1 } };
}

/** Only line ends, tabs and blanks, with or without a byte order mark. */
function isBlank(bytes: Uint8Array): boolean {
  const marks = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00]);
  if (bytes.length > 1024) return false;
  return bytes.every((byte) => marks.has(byte));
}
