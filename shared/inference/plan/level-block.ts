import { deviceFactor, type Level } from '../../model/prior.ts';

export type DrawnLevel = Exclude<Level, 'constant'>;

/** In the order in which their parameters stand among those that are drawn. */
const drawnLevels: readonly DrawnLevel[] = ['population', 'group', 'individual'];

/** Drawn parameters of one level and factor, side by side among all drawn ones. */
export interface LevelBlock {
  readonly level: DrawnLevel;
  /** Name of the factor that groups the wells, of a group level; null: of the others. */
  readonly factor: string | null;
  /** Columns of the drawn parameters: from .. from + count. */
  readonly from: number;
  readonly count: number;
}

interface Levelled {
  readonly level: DrawnLevel;
  readonly factor: string | null;
}

/** By level and, within groups, by factor in the order in which factors come first; else as they stand. */
export function sortedByBlock<T extends Levelled>(drawn: readonly T[]): readonly T[] {
  const factors = [...new Set(drawn.map(({ factor }) => factor))];
  return drawnLevels.flatMap((level) =>
    factors.flatMap((factor) => drawn.filter((one) => one.level === level && one.factor === factor)),
  );
}

/** Blocks of parameters that are so sorted. */
export function levelBlocks(drawn: readonly Levelled[]): readonly LevelBlock[] {
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
