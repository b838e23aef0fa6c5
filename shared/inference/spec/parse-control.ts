import type { DocumentReader, MapReader } from '../../base/document-reader.ts';
import { defaultControl, hasOwnSteps } from '../../compute/backends/stepper.ts';
import { methods } from '../../compute/methods/index.ts';
import { fitLimits } from '../../fit/fit-limits.ts';
import type { FitSpec } from './fit-spec.ts';

/** `substeps: 4`, `rtol: 1e-6`, `atol: 1e-9`, `max_steps: 20000`; each above 0. */
export function parseControl(reader: DocumentReader, params: MapReader, method: string): FitSpec['control'] {
  warnOfUnused(reader, params, method);
  const positive = (key: string, value: number | null, most = Infinity): number | null => {
    if (value === null || (value > 0 && value <= most)) return value;
    const place = params.node(key)?.place ?? params.place;
    const [what, remedy] =
      value > 0
        ? [`above ${most}`, `Give a number up to ${most}.`]
        : ['not above 0', 'Give a number above 0.'];
    reader.report(place, 'spec.range', `params.${key} is ${value}, ${what}`, remedy);
    return null;
  };
  const substeps = positive('substeps', params.integer('substeps', null), fitLimits.substeps);
  const rtol = positive('rtol', params.number('rtol', null));
  const atol = positive('atol', params.number('atol', null));
  const maxSteps = positive('max_steps', params.integer('max_steps', null), fitLimits.maxSteps);
  return {
    ...(substeps !== null && { substeps }),
    ...(rtol !== null && { rtol }),
    ...(atol !== null && { atol }),
    ...(maxSteps !== null && { maxSteps }),
  };
}

/** A control that the chosen method does not look at changes nothing, which is not what its writer believes. */
function warnOfUnused(reader: DocumentReader, params: MapReader, method: string): void {
  const chosen = methods.find(({ id }) => id === method);
  if (chosen === undefined) return;
  const [unused, why, other] = hasOwnSteps(chosen, defaultControl)
    ? [
        ['substeps'],
        'chooses its own steps, by rtol and atol',
        'a solver of given steps, such as midpoint or rk4',
      ]
    : [['rtol', 'atol', 'max_steps'], 'takes given steps', 'dormand-prince, tsit5 or sdirk4'];
  for (const key of unused) {
    const node = params.node(key);
    if (node === null) continue;
    const message = `params.${key} has no effect: the solver ${method} ${why}`;
    reader.report(node.place, 'spec.noEffect', message, `Remove it, or choose ${other}.`, 'warning');
  }
}
