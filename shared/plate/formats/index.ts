import type { PlateFormat } from '../format.ts';
import { vihds } from './vihds/vihds.ts';

/** Every export that can be read, in the order in which equal confidences win. */
export const plateFormats: readonly PlateFormat[] = [vihds];
