import type { Estimator } from '../estimator/estimator.ts';
import { estimators } from '../estimator/index.ts';
import type { GuideKind } from '../guide/guide.ts';
import { guides } from '../guide/index.ts';
import { objectives } from '../objective/index.ts';
import type { Objective } from '../objective/objective.ts';
import type { FitSettings } from './fit-settings.ts';

/** What a fit is made of, one member of each family. */
export interface Members {
  readonly guide: GuideKind;
  readonly objective: Objective;
  readonly estimator: Estimator;
}

/** Those that the settings name. */
export function membersOf({
  guide,
  objective,
  estimator,
}: Pick<FitSettings, 'guide' | 'objective' | 'estimator'>): Members {
  // Wells of a joint fit that had no part in it are weighed one by one.
  const each = objective === 'hierarchical' ? 'iwae' : objective;
  return { guide: guides[guide], objective: objectives[each], estimator: estimators[estimator] };
}
