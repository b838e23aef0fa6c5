import type { Level } from '../../model/prior.ts';

export type DrawnLevel = Exclude<Level, 'constant'>;

/** In the order in which their parameters stand among those that are drawn. */
export const drawnLevels: readonly DrawnLevel[] = ['population', 'group', 'individual'];

/** What groups wells where nothing else is said: the device, with its parts. */
export const deviceFactor = 'device';

/** Drawn parameters of one level and factor, side by side among all drawn ones. */
export interface LevelBlock {
  readonly level: DrawnLevel;
  /** What groups the wells, of a group level; null: of the others. */
  readonly factor: string | null;
  /** Columns of the drawn parameters: from .. from + count. */
  readonly from: number;
  readonly count: number;
}

/** Blocks of parameters that are sorted by level and, within groups, by factor. */
export function levelBlocks(
  drawn: readonly { readonly level: DrawnLevel; readonly factor: string | null }[],
): readonly LevelBlock[] {
  const blocks: LevelBlock[] = [];
  for (const [index, { level, factor }] of drawn.entries()) {
    const last = blocks.at(-1);
    if (last?.level === level && last.factor === factor)
      blocks[blocks.length - 1] = { ...last, count: last.count + 1 };
    else blocks.push({ level, factor, from: index, count: 1 });
  }
  return blocks;
}

/** Number of drawn parameters of a level, over all its factors. */
export function countOf(blocks: readonly LevelBlock[], level: DrawnLevel): number {
  return blocks.reduce((sum, block) => sum + (block.level === level ? block.count : 0), 0);
}

/** Name of a block's weights: `group`, `group(plate)`; stored fits know them by it. */
export function blockName({ level, factor }: LevelBlock): string {
  return factor === null || factor === deviceFactor ? level : `${level}(${factor})`;
}
