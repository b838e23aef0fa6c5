import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { UnpackAllowance } from '../../shared/base/unpacked-size.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import { newPlan } from '../../shared/prediction/new-wells/new-plan.ts';
import { predictNew } from '../../shared/prediction/new-wells/predict-new.ts';
import { withDraws } from '../../shared/prediction/scenario/extend-plan.ts';
import { damagedReadings } from './examine-job.ts';
import { refuseInput, withFine, withFinishedFit } from './finished-job.ts';
import type { NewWellsTask } from './messages.ts';
import { plateFileFrom } from './plate-codec.ts';
import type { Port } from './port.ts';
import { unlessStopped } from './unless-stopped.ts';

/** Sends what a fit makes of wells that had no part in it, each given its own readings; the fit stays as it is. */
export function runNewWellsJob(task: NewWellsTask, port: Port): Promise<void> {
  return withFinishedFit(task, port, ({ ready, withKernels }) => {
    const { layouts, corrections } = task.plates;
    const files = filesOf(task);
    if (!files.ok) return refuseInput(port, files.problems);
    const plan = withDraws(ready.plan, task.plates);
    const found = newPlan(plan, task.order.layouts, { files: files.value, layouts, corrections });
    if (!found.ok) return refuseInput(port, found.problems);
    return withFine(ready, found.value.plan, async (fine) => {
      const made = await unlessStopped(port, (pause) =>
        predictNew(withKernels(fine), found.value, { pause }),
      );
      if (made === null) return port.send({ kind: 'stopped' });
      const { fingerprint } = ready.plan;
      return port.send({ kind: 'newWells', fingerprint, made, problems: found.problems });
    });
  });
}

function filesOf({ plates: { files } }: NewWellsTask): Outcome<ReadonlyMap<string, SourceFile>> {
  const allowance = new UnpackAllowance(files.reduce((sum, { parsed }) => sum + parsed.length, 0));
  const sources = new Map<string, SourceFile>();
  for (const { file, parsed, sha256 } of files) {
    const plateFile = plateFileFrom(parsed, allowance);
    if (plateFile === null) return failure([damagedReadings(file)]);
    // what was noticed on reading was told then
    sources.set(file, { plateFile: { ...plateFile, problems: [] }, sha256 });
  }
  return success(sources);
}
