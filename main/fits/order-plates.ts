import { type Outcome, success } from '../../shared/base/problem.ts';
import { stepsFor } from '../../shared/experiment/correction/steps-for.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { JoinCandidate } from '../../shared/plate/join/join-candidate.ts';
import { planJoins } from '../../shared/plate/join/plan-joins.ts';
import { projectCorrections } from '../store/corrections.ts';
import { projectLayouts } from '../store/layouts.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StoredFile } from '../store/stored-file.ts';

/**
 * What a project says and has decided of the plates of a spec's files. A plate that lies in several files is called by the
 * first of them, which in a spec may be another than in the project; it is given the spec's name for it.
 */
export function decidedFor(
  store: ProjectStore,
  files: readonly string[],
): Outcome<Pick<FitOrder, 'layouts' | 'corrections'>> {
  const corrections = projectCorrections(store);
  if (!corrections.ok) return corrections;
  const whole = planJoins(store.files().flatMap(candidatesOf)).plates;
  const home = new Map(
    whole.flatMap(({ plate, parts }) => parts.map(({ candidate }) => [candidate.plate, plate] as const)),
  );
  const inSpec = files.flatMap((name) => {
    const stored = store.file(name);
    return stored === null ? [] : candidatesOf(stored);
  });
  const plates = planJoins(inSpec).plates.map(({ plate, parts }) => ({
    ...{ plate, inProject: home.get(plate) ?? plate },
    signals: parts.flatMap(({ candidate }) => candidate.signals.map(({ signal }) => signal)),
  }));
  const there = projectLayouts(store);
  const layouts = plates.flatMap(({ plate, inProject }) => {
    const layout = there.get(inProject);
    return layout === undefined ? [] : [{ ...layout, plate }];
  });
  const known = plates.map(({ inProject, signals }) => ({ plate: inProject, signals }));
  const named = new Map(plates.map(({ plate, inProject }) => [inProject, plate]));
  const steps = stepsFor(known, corrections.value.steps).map((step) =>
    step.plate === null ? step : { ...step, plate: named.get(step.plate) ?? step.plate },
  );
  return success({ layouts, corrections: steps });
}

/** Of a project from before outlines were kept the plates are not joined by what they say, for nothing is known of them. */
function candidatesOf({ file, summary }: StoredFile): readonly JoinCandidate[] {
  const { outline, plates, signals } = summary;
  if (outline !== undefined) return outline.map((plate) => ({ ...plate, file }));
  const listed = signals.map((signal) => ({ signal, unit: null, timed: true }));
  return plates.map((plate) => ({ plate, file, wells: [], signals: listed }));
}
