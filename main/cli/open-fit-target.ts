import type { Outcome } from '../../shared/base/problem.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import type { FitTarget } from './fit-target.ts';
import { openFolderFit } from './folder-fit.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';
import { openProjectFit } from './project-fit.ts';

/** `layouts`: those given; null: none. Throws UsageError for options that do not go together. */
export async function openFitTarget(
  given: Given,
  layouts: readonly Layout[] | null,
  output: Output,
): Promise<Outcome<FitTarget>> {
  return (await openProjectFit(given, output)) ?? openFolderFit(given, layouts);
}
