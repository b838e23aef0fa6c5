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
import { type LayoutContents, layoutContents } from './layout/is-layout.ts';
import type { KnownMapping, PlateMapping } from './mapping/mapping.ts';
import { readMapped } from './mapping/read-mapped.ts';
import { fittingMappings, withSigns } from './mapping/recognise.ts';
import { suggestMapping } from './mapping/suggest-mapping.ts';
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

export interface ReadPlateOptions extends ReadOptions, ReadAnswers {
  /** Mappings given before, for files of the same shape; a format that is named wins. */
  readonly known?: readonly KnownMapping[];
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
    ? readOpened(source, await openWorkbook(source, options.decimal), options)
    : readPlateText(source, options);
}

/** What a layout says that was given in place of readings; null: the file is none. */
export async function layoutIn(source: PlateSource): Promise<LayoutContents | null> {
  if (refusal(source, {}, plateFormats) !== null) return null;
  const container = isWorkbook(source) ? await openWorkbook(source) : openText(source);
  return 'code' in container ? null : layoutContents(container.sheets);
}

/** A first guess of where a file's readings stand, whether or not a format recognises it. */
export async function suggestMappingOf(
  source: PlateSource,
  options: ReadOptions = {},
): Promise<Outcome<PlateMapping>> {
  const refused = refusal(source, {}, plateFormats);
  if (refused !== null) return failure([refused]);
  const container = isWorkbook(source)
    ? await openWorkbook(source, options.decimal)
    : openText(source, options.decimal);
  if (!('code' in container)) return suggestMapping(container);
  return failure([problem(source.file, container.code, container.message, container.remedy)]);
}

/** `readPlateFile` at once, of a file that is no workbook. */
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
  const outcome = readContainer(container, options, formats);
  const { plate } = options;
  return outcome.ok && plate !== undefined ? named(outcome, plate) : outcome;
}

function readContainer(
  container: PlateContainer,
  options: ReadPlateOptions,
  formats: readonly PlateFormat[],
): Outcome<PlateFile> {
  const { mapping, format, known = [] } = options;
  if (mapping !== undefined) return readMapped(container, withSigns(mapping, container), options);
  const own = formats.find(({ id }) => id === format);
  if (own !== undefined) {
    const outcome = withUnused(own.read(container, options), own, options);
    return outcome.ok ? outcome : failure(outcome.problems.map((one) => asNamed(one, own, formats)));
  }
  const fitting = fittingMappings(known, container);
  const [first] = fitting;
  if (first === undefined) return readAsBest(container, options, formats);
  const others = fitting.filter((one) => JSON.stringify(one.mapping) !== JSON.stringify(first.mapping));
  if (others.length > 0)
    return withProblem(readAsBest(container, options, formats), severalMappings(container, fitting));
  return withProblem(readMapped(container, first.mapping, options), byKnownMapping(container, first.from));
}

/** What is said beside what was read, or beside why it was not. */
function withProblem(outcome: Outcome<PlateFile>, problem: Problem): Outcome<PlateFile> {
  return outcome.ok
    ? {
        ...outcome,
        value: { ...outcome.value, problems: [...outcome.value.problems, problem] },
        problems: [...outcome.problems, problem],
      }
    : failure([...outcome.problems, problem]);
}

function byKnownMapping({ source: { file } }: PlateContainer, from: string): Problem {
  const message = `read by the mapping of ${from}: the headings stand in the same cells`;
  const remedy =
    'If its readings are not right, give another mapping with --map, or its format with --format.';
  return { code: 'mapping.known', severity: 'warning', message, remedy, place: { file } };
}

function severalMappings({ source: { file } }: PlateContainer, fitting: readonly KnownMapping[]): Problem {
  const names = [...new Set(fitting.map(({ from }) => from))].join(', ');
  const message = `the mappings of ${names} fit its headings alike, and differ; none of them was used`;
  const remedy = 'Say which one it is: --map with that file.';
  return { code: 'mapping.several', severity: 'warning', message, remedy, place: { file } };
}

/** The plate called as people said; of several in a file each keeps its own name behind it. */
function named(outcome: Outcome<PlateFile> & { readonly ok: true }, plate: string): Outcome<PlateFile> {
  const { runs } = outcome.value;
  const several = runs.length > 1;
  const called = runs.map((run) => ({
    ...run,
    plate: several ? `${plate} ${run.plate}` : plate,
    stated: true,
  }));
  return { ...outcome, value: { ...outcome.value, runs: called } };
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
  const { file } = container.source;
  const claims = formats
    .map((format): Claim => ({ format, ...format.detect(container) }))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  const [best, second] = claims;
  if (best === undefined || best.confidence < leastConfidence)
    return failure([notRecognised(container, best, idsOf(formats))]);
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
  return withProblem(outcome, doubt);
}

interface Claim extends Detection {
  readonly format: PlateFormat;
}

/** null: it is no layout, or may be readings. */
function layoutProblem(container: PlateContainer): Problem | null {
  const { file } = container.source;
  // What was not read to its end, or is one cell of megabytes, is no layout of anybody's.
  const isWhole = container.tooLarge === null && container.openQuote === null;
  const layout = isWhole ? layoutContents(container.sheets) : null;
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
  const mappable = container.sheets.some(({ rows }) => rows.length > 1);
  const like = kind === null ? '' : `: it looks like ${kind.what}`;
  const nearest = best === undefined ? '' : `; nearest is ${best.format.title} (${best.why})`;
  const message = `this is no plate export that can be read${like}${nearest}`;
  return mappable
    ? problem(file, 'plate.notRecognised', message, mapRemedy)
    : unrecognised(file, message, known);
}

const mapRemedy =
  'Where it is a table of readings, say where they stand: read FILE --suggest-map > mapping.json writes a first guess; correct it, and give it with --map mapping.json.';

function problem(file: string, code: string, message: string, remedy: string): Problem {
  return { code, severity: 'error', message, remedy, place: { file, line: 1 } };
}

/** Only line ends, tabs and blanks, with or without a byte order mark. */
function isBlank(bytes: Uint8Array): boolean {
  const marks = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00]);
  if (bytes.length > 1024) return false;
  return bytes.every((byte) => marks.has(byte));
}
