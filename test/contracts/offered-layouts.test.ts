import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { csvTable } from '../../main/store/csv.ts';
import type { LayoutWell } from '../../shared/plate/layout/layout.ts';
import { offeredLayouts } from '../../shared/plate/layout/offered-layout.ts';
import { readLayoutText } from '../../shared/plate/layout/read-layout.ts';
import { writeLayout } from '../../shared/plate/layout/write-layout.ts';
import { plateNames } from '../../shared/plate/plate-names.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';

const folder = new URL('../exports/', import.meta.url);
const exported = ['', 'cases/'].flatMap((below) =>
  readdirSync(new URL(below, folder))
    .filter((name) => /\.(?:txt|csv|xlsx|xml)$/i.test(name) || /^asm_.*\.json$/.test(name))
    .map((name) => `${below}${name}`),
);

async function read(name: string): Promise<PlateFile | null> {
  const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
  const outcome = await readPlateFile({ file: name, bytes });
  return outcome.ok ? outcome.value : null;
}

test.each(exported)('what %s says of its wells is a layout that is read back the same', async (name) => {
  const file = await read(name);
  if (file === null) return;
  const { layouts } = offeredLayouts(file);
  const names = plateNames(file.file, file.runs);
  for (const { plate, wells } of layouts) {
    expect(plate === null ? file.runs.length === 1 : names.includes(plate)).toBe(true);
    const run = file.runs[plate === null ? 0 : names.indexOf(plate)];
    const there = run?.wells.map(({ well }) => well) ?? [];
    expect(wells.filter(({ well }) => !there.includes(well))).toEqual([]);
  }
  if (layouts.length === 0) return;
  const { headings, lines } = writeLayout(layouts);
  const text = [...csvTable(headings, lines)].join('');
  const again = readLayoutText({ file: 'l.csv', bytes: Buffer.from(text) });
  // what the file has no unit for is told of its layout too
  expect(again.problems.filter(({ code }) => code !== 'layout.noUnit')).toEqual([]);
  expect(again.ok && again.value.layouts).toEqual(layouts);
});

/** What a look at the cells of each file says of some wells. */
const seen: Readonly<Record<string, Readonly<Record<string, Omit<LayoutWell, 'well'>>>>> = {
  'biotek_gen5_kinetic_layout_blank_results.txt': {
    A1: { role: 'blank', technical: '1', factors: { content: 'BLK' } },
    C1: { role: 'control', technical: '1', factors: { content: 'POS' } },
    F1: { role: 'control', technical: '2', factors: { content: 'NEG' } },
    H12: { factors: { content: 'SPL90' } },
  },
  'biotek_gen5_neo_subsecond_per_well.txt': {
    A1: { role: 'control', technical: '1', factors: { content: 'STD1', 'Conc/Dil': '4000' } },
    D11: { role: 'control', technical: '4', factors: { content: 'STD11', 'Conc/Dil': '15.625' } },
  },
  'moldev_softmax_timeformat_endpoint_2wl_groups.txt': {
    B1: {
      ...{ role: 'control', technical: '1', factors: { content: 'Standards 1', Group: 'Standards' } },
      treatments: [{ name: 'Concentration', value: 3000, unit: 'pg/mL', time_s: 0 }],
    },
    H3: {
      ...{ role: 'control', technical: '3', factors: { content: 'Standards 8', Group: 'Standards' } },
      treatments: [{ name: 'Concentration', value: 0, unit: 'pg/mL', time_s: 0 }],
    },
  },
  'endp_bmg_smartcontrol.xlsx': {
    A1: {
      ...{ role: 'control', technical: '1', factors: { content: 'Standard S1', Dilutions: '1' } },
      treatments: [{ name: 'Standard Concentrations', value: 1000, unit: 'ng/mL', time_s: 0 }],
    },
    A4: { technical: '1', factors: { content: 'Sample X1', Dilutions: '500' } },
  },
  'bmg_lumistar_omega_mars_cols_2plates.xlsx': {
    A2: { technical: '2', factors: { content: 'Sample X1', Group: 'A' } },
  },
  'vihds_proc140916.csv': {
    A1: { device: 'RS100S32_Y81C76', treatments: [{ name: 'C6', value: 25000, unit: null, time_s: 0 }] },
  },
  'cases/tidy_long_own_headings.csv': { B1: { device: 'mut', technical: '1' } },
};

test.each(Object.entries(seen))('%s is offered as its cells say', async (name, wells) => {
  const file = await read(name);
  if (file === null) throw new Error(`${name} is read`);
  const [layout] = offeredLayouts(file).layouts;
  for (const [well, said] of Object.entries(wells))
    expect(layout?.wells.find((each) => each.well === well)).toEqual({ well, ...said });
});
