import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const times = 20;

/** A plate of 8 wells of one device, OD and GFP at 20 times half an hour (or `apart` hours) apart, logistic growth. */
export function smallPlate(apart = 0.5): string {
  const at = Array.from({ length: times }, (_, n) => n * apart);
  const heads = ['OD', 'GFP'].flatMap((signal) => at.map(() => signal));
  const lines = [
    ['Content', 'Colony', 'Well Col', 'Well Row', 'Content', ...heads],
    ['', '', '', '', '', ...at, ...at],
  ];
  for (let well = 0; well < 8; well++) {
    const od = at.map((_, n) => 1 / (1 + (40 - well) * Math.exp(-0.5 * n)));
    const gfp = od.map((value) => 0.1 + 0.3 * value * (1 + 0.1 * well));
    lines.push(['D1', '', String(well + 1), 'A', `C=${well}`, ...od, ...gfp].map(String));
  }
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}

/** A logistic model with a reporter, of which parts may be changed. */
export function smallModel(
  change: {
    readonly starts?: string;
    readonly rate?: string;
    readonly gfp?: string;
    readonly sd?: string;
  } = {},
): string {
  const { starts = '0.02', rate = 'r * OD * (1 - OD / K)', gfp = 'a * OD', sd = 's0' } = change;
  return `model small "Logistic growth with a reporter"

treatments
  C [nM]

parameters
  r    individual LogNormal(0, 0.3)
  K    individual LogNormal(0, 0.3)
  a    population LogNormal(0, 0.5)
  s0   population LogNormal(-2, 0.5)

states
  OD starts at ${starts}

rates
  OD' = ${rate}

observables
  OD  = OD with sd s0 + 0 * C
  GFP = ${gfp} with sd ${sd}
`;
}

/** A spec for them; `params` are further lines of its last section. */
export function smallSpec(...params: string[]): string {
  return `data:
  devices: [D1]
  files: [small.csv]
  signals: [OD, GFP]
  conditions: [C]
model: small.model
params:
  learning_rate: 0.02
${params.map((line) => `  ${line}\n`).join('')}`;
}

/** All three into a folder; returns the spec's path. */
export function writeSmall(
  folder: string,
  model = smallModel(),
  spec = smallSpec(),
  plate = smallPlate(),
): string {
  writeFileSync(join(folder, 'small.csv'), plate);
  writeFileSync(join(folder, 'small.model'), model);
  writeFileSync(join(folder, 'small.yaml'), spec);
  return join(folder, 'small.yaml');
}
