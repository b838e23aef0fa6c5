import { parseDocument } from 'yaml';
import { applyEdit } from '../../shared/base/edit-document.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import type { DataFile } from '../jobs/messages.ts';
import { overrideEdits } from '../jobs/overrides.ts';
import { rawReadings } from '../jobs/simulated-spec.ts';
import { csvTable } from '../store/csv.ts';
import { UsageError } from './command.ts';
import { readLayoutFile } from './layout-files.ts';
import type { Given } from './options.ts';
import { overridesOf } from './override-options.ts';

/** Wells that were never read, as a spec with files of their own, which stand for what a reader would have written. */
export interface DesignedWells {
  readonly spec: FitOrder['spec'];
  readonly layouts: readonly Layout[];
  readonly files: readonly DataFile[];
}

/** How a plate without a name is called. */
const plain = 'simulated';
const mostReadings = 5_000;

/** Lays wells out by a layout file, each with a reading of every signal of the spec at every time. */
export async function designedWells(
  file: string,
  given: Given,
  spec: FitOrder['spec'],
): Promise<Outcome<DesignedWells>> {
  const times = timesOf(given);
  const read = await readLayoutFile(file, null);
  if (!read.ok) return read;
  const layouts = read.value.layouts.map((layout) => ({ ...layout, plate: layout.plate ?? plain }));
  if (layouts.length === 0) return failure([noWells(file)]);
  const named = layouts.map((layout) => ({ layout, name: `${layout.plate}.csv` }));
  const document = parseDocument(spec.text);
  if (document.errors.length === 0) {
    for (const edit of overrideEdits(overridesOf(given), spec.file)) applyEdit(document, edit, new Map());
    if (document.has('data'))
      rawReadings(
        document,
        named.map(({ name }) => name),
      );
  }
  const text = document.errors.length === 0 ? document.toString({ lineWidth: 0 }) : spec.text;
  const parsed = parseFitSpec(text, spec.file, []);
  if (!parsed.ok) return parsed;
  const { signals, normalize } = parsed.value.data;
  if (normalize === null) document.setIn(['data', 'normalize'], document.createNode(signals.map(() => 1)));
  const files = named.map(({ layout, name }): DataFile => {
    const rows = layout.wells.flatMap(({ well }) =>
      // Any reading will do that a reader could have written; what is made up takes its place.
      times.map((time, t) => [well, time, ...signals.map(() => 1 + 0.001 * t)]),
    );
    const table = csvTable(['well', 'time (h)', ...signals], rows);
    return { name, bytes: new TextEncoder().encode([...table].join('')) };
  });
  const made = { file: spec.file, text: document.toString({ lineWidth: 0 }) };
  return success({ spec: made, layouts, files }, read.problems);
}

/** Hours. */
function timesOf(given: Given): readonly number[] {
  const positive = (option: string, otherwise: number): number => {
    const text = given.text(option);
    const value = text === null ? otherwise : Number(text.replace(/\s*(h|min)$/, ''));
    if (!(value > 0 && Number.isFinite(value)))
      throw new UsageError(`--${option} ${text}: give a number above 0, with a decimal point`);
    return value;
  };
  const [until, every] = [positive('until', 16), positive('every', 15)];
  const count = Math.floor((until * 60) / every + 1e-9) + 1;
  if (count < 2 || count > mostReadings)
    throw new UsageError(
      `--until ${until} --every ${every}: that makes ${count} readings a well; 2 to ${mostReadings} can be made`,
    );
  return Array.from({ length: count }, (_, n) => (n * every) / 60);
}

function noWells(file: string): Problem {
  return {
    code: 'simulate.noWells',
    severity: 'error',
    message: 'the design names no well',
    remedy: 'Begin with one: wellspring layout --template 96 --out design.csv, or with --rule.',
    place: { file },
  };
}
