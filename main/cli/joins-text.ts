import type { ToldJoin } from '../../shared/experiment/join-named-runs.ts';
import type { Output } from './output.ts';

/** Says which plates lie in several files, and why that is known. */
export function tellJoins(joined: readonly ToldJoin[], output: Output): void {
  for (const { plate, files, why } of joined)
    output.say(`${files.join(' and ')} are one plate, ${plate}: ${why}`);
}
