import { writeXlsx } from 'hucre/xlsx';
import { rowLetters } from '../../../shared/plate/well.ts';

/** The size that a reader's program exports in a day: 384 wells, a reading every five minutes, four signals. */
export const largePlate = {
  wells: 384,
  cycles: 300,
  signals: ['600', 'GFP:485,528', 'RFP:580,610', 'CFP:434,477'],
} as const;

const wells = Array.from(
  { length: largePlate.wells },
  (_, n) => `${rowLetters(Math.floor(n / 24))}${(n % 24) + 1}`,
);

function clock(cycle: number, signal: number): string {
  const seconds = cycle * 300 + signal * 51;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function reading(well: number, cycle: number, signal: number): number {
  const growth = 1 / (1 + 40 * Math.exp((-cycle * (1 + (well % 7) / 20)) / 30));
  return signal === 0 ? Number((0.08 + growth).toFixed(3)) : Math.round(100 + 9000 * growth * signal + well);
}

const header: readonly (readonly [string, string])[] = [
  ['Software Version', '3.12.08'],
  ['Experiment File Path:', 'C:\\runs\\day.xpt'],
  ['Plate Number', 'Plate 1'],
  ['Date', '13.09.2016'],
  ['Time', '14:25:34'],
  ['Reader Type:', 'Synergy H1'],
  ['Reading Type', 'Reader'],
];

/** As Gen5 writes it, with TAB for text and `,` for CSV. */
export function largeText(separator: '\t' | ','): string {
  const lines = header.map((cells) => cells.join(separator));
  for (const [s, title] of largePlate.signals.entries()) {
    const name = separator === ',' ? `"${title}"` : title;
    lines.push('', name, '', ['Time', `T° ${title.split(':')[0]}`, ...wells].join(separator));
    for (let cycle = 0; cycle < largePlate.cycles; cycle++)
      lines.push(
        [clock(cycle, s), '37.0', ...wells.map((_, well) => reading(well, cycle, s))].join(separator),
      );
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

export async function largeWorkbook(): Promise<Uint8Array> {
  const rows: (string | number | null)[][] = [[], ...header.map((cells) => [...cells])];
  for (const [s, title] of largePlate.signals.entries()) {
    rows.push([], [title], [], [null, 'Time', `T° ${title}`, ...wells]);
    for (let cycle = 0; cycle < largePlate.cycles; cycle++)
      rows.push([null, clock(cycle, s), 37, ...wells.map((_, well) => reading(well, cycle, s))]);
  }
  return writeXlsx({ sheets: [{ name: 'Plate 1 - Sheet1', rows }] });
}
