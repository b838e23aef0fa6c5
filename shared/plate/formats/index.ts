import type { PlateFormat } from '../format.ts';
import { allotrope } from './allotrope/allotrope.ts';
import { biolector } from './biolector/biolector.ts';
import { bmg } from './bmg/bmg.ts';
import { byonoy } from './byonoy/byonoy.ts';
import { envision } from './envision/envision.ts';
import { gen5 } from './gen5/gen5.ts';
import { kaleido } from './kaleido/kaleido.ts';
import { logphase } from './logphase/logphase.ts';
import { magellan } from './magellan/magellan.ts';
import { multiskanSky } from './multiskan-sky/multiskan-sky.ts';
import { multiskanSpectrum } from './multiskan-spectrum/multiskan-spectrum.ts';
import { nivo } from './nivo/nivo.ts';
import { skanit } from './skanit/skanit.ts';
import { softmax } from './softmax/softmax.ts';
import { spectramaxTouch } from './spectramax-touch/spectramax-touch.ts';
import { tecan } from './tecan/tecan.ts';
import { tidy } from './tidy/tidy.ts';
import { victor } from './victor/victor.ts';
import { vihds } from './vihds/vihds.ts';
import { wide } from './wide/wide.ts';

/** Every export that can be read, in the order in which equal confidences win. */
export const plateFormats: readonly PlateFormat[] = [
  ...[vihds, bmg, tecan, magellan, gen5, logphase, softmax, spectramaxTouch, skanit, multiskanSky],
  ...[multiskanSpectrum, victor, nivo, envision, kaleido, biolector, byonoy, allotrope, wide, tidy],
];
