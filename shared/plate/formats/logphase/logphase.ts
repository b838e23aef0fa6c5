import type { Outcome } from '../../../base/problem.ts';
import { type Sheet, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { timeIn } from '../../duration.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import { type Metadata, metadataOf } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder, type PlateParts } from '../../tables/plate-builder.ts';
import { readTimeRows } from '../../tables/time-rows.ts';
import { wellColumns } from '../../tables/well-columns.ts';
import { parseWell } from '../../well.ts';

const rawSheet = /^(Plate \d+) - Raw Data$/i;

/**
 * Agilent LogPhase 600: four plates, each with sheets `Plate 1 - Results`, `- Raw Data` (`Time | A1 ..`, serial times) and
 * `- Procedure`, one cell of text that says the wavelength.
 */
export const logphase: PlateFormat = {
  id: 'logphase',
  title: 'Agilent LogPhase 600',
  detect: ({ sheets }) => {
    const raw = sheets.find(({ name }) => rawSheet.test(name ?? ''));
    const procedure = sheets.some(({ name }) => /^Plate \d+ - Procedure$/i.test(name ?? ''));
    if (raw === undefined || !procedure) return notMine;
    return {
      confidence: 1,
      why: `it has sheets for results, raw data and procedure of each plate, as ${raw.name}`,
    };
  },
  read,
};

function read(container: PlateContainer): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  for (const sheet of container.sheets) {
    const plate = rawSheet.exec(sheet.name ?? '')?.[1];
    const at = sheet.rows.findIndex(
      (row) => textOf(row.cells[0]) === 'Time' && wellColumns(row, 1).length > 0,
    );
    const head = sheet.rows[at];
    if (plate === undefined || head === undefined) continue;
    const procedure = container.sheets.find(({ name }) => name === `${plate} - Procedure`);
    const metadata: Metadata = procedure === undefined ? {} : procedureOf(procedure);
    const signal = metadata.wavelength ?? 'OD';
    const table = builder.plate(plate).add({ signal, kind: 'kinetic', metadata });
    const results = container.sheets.find(({ name }) => name === `${plate} - Results`);
    if (results !== undefined) describeNames(results, builder.plate(plate));
    readTimeRows({
      ...{ sheet, from: at + 1, columns: wellColumns(head, 1), table },
      // A serial without a date format is a bare number of days.
      time: ({ cells }) => timeIn(cells[0], 86400, sheet.decimal),
    });
  }
  const { confidence } = logphase.detect(container);
  return assemble({ container, format: logphase.id, title: logphase.title, confidence, builder });
}

/** The column `Name` beside the wells of the results. */
function describeNames({ rows }: Sheet, plate: PlateParts): void {
  const at = rows.findIndex(({ cells }) => textOf(cells[0]) === 'Well' && textOf(cells[1]) === 'Name');
  if (at === -1) return;
  for (const { cells, line } of rows.slice(at + 1)) {
    const well = parseWell(textOf(cells[0]));
    if (well !== null) plate.describe(well, textOf(cells[1]), line);
  }
}

function procedureOf({ rows }: Sheet): Metadata {
  const text = rows.flatMap(({ cells }) => cells.map(textOf)).join('\n');
  const wavelength = /(\d{3})\s*nm/i.exec(text)?.[1] ?? /Wavelengths?:?\s*(\d{3})/i.exec(text)?.[1];
  const temperature = /(\d{2}(?:\.\d)?)\s*°?\s*C\b/.exec(text)?.[1];
  return metadataOf([
    ['instrument', 'LogPhase 600'],
    ['mode', 'Absorbance'],
    ['wavelength', wavelength],
    ['setTemperature', temperature?.concat(' °C')],
    ['plateType', /Plate Type:\s*(.*?)\s*(?:Plate Number:|\n|$)/i.exec(text)?.[1]],
  ]);
}
