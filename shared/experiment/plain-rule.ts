import type { PlateWell } from '../plate/plate-run.ts';
import { parseTreatment, type Treatment, treatmentName, treatmentRemedy } from '../plate/treatment.ts';
import type { WellRule, WellTreatments } from './select-wells.ts';

/** How `wells` preprocessing takes what is said of a well: names without regard to blanks, and also what was added later. */
export const plainRule: WellRule = {
  nameOf: treatmentName,
  treatmentsOf: ({ treatments, treatment }: PlateWell): WellTreatments =>
    treatments === undefined ? fromText(treatment) : fromData(treatments),
  refuses: () => null,
};

function fromText(text: string): WellTreatments {
  const { doses, wrong } = parseTreatment(text);
  if (wrong !== null)
    return { doses, additions: [], wrong: { piece: wrong, remedy: treatmentRemedy(wrong, doses) } };
  return fromData([...doses].map(([name, value]) => ({ name, value, unit: null, time_s: 0 })));
}

/** A treatment has one dose at the start; what comes later is added, or changes it, as the model says. */
function fromData(treatments: readonly Treatment[]): WellTreatments {
  const doses = new Map<string, number>();
  const additions: Treatment[] = [];
  for (const { name: written, ...rest } of treatments) {
    const name = treatmentName(written);
    if (rest.time_s > 0) additions.push({ name, ...rest });
    else if (doses.has(name)) {
      const remedy = `Name each treatment once; ${name} is ${doses.get(name)} already.`;
      return { doses, additions, wrong: { piece: `${name}=${rest.value}`, remedy } };
    } else doses.set(name, rest.value);
  }
  additions.sort((a, b) => a.time_s - b.time_s);
  return { doses, additions, wrong: null };
}
