/** Prints the milliseconds from a model's text to its first log likelihood and gradient: one series of four draws. */
import { readFileSync } from 'node:fs';
import { compileKernel } from '../../../shared/compute/compile.ts';
import { layerShapes } from '../../../shared/compute/layer-shapes.ts';
import { parseModel } from '../../../shared/model/parse-model.ts';
import { taken } from '../../helpers/project-file.ts';
import { method } from './kernel-work.ts';
import { typicalParameters } from './typical-parameters.ts';

const id = process.argv[2] ?? '';
/** As long as the longest multi-hot vector of the published specs. */
const parts = 7;
const times = 100;
const draws = 4;

const text = readFileSync(new URL(`../../../resources/models/${id}/${id}.model`, import.meta.url), 'utf8');
const start = performance.now();
const model = taken(parseModel(text, `${id}.model`));
const kernel = taken(compileKernel({ model, method, backend: 'auto', parts }));
const length = model.observables.length * times;
kernel.bind([
  {
    doses: new Float64Array(model.treatments.length).fill(1),
    parts: new Float64Array(parts),
    times_h: Float64Array.from({ length: times }, (_, t) => t * 0.2),
    observations: new Float64Array(length),
    mask: new Uint8Array(length).fill(1),
  },
]);
kernel.setWeights(new Float64Array(layerShapes(model, parts).length).fill(0.01));
const parameters = typicalParameters(model, 1, draws);
const answer = {
  logLik: new Float64Array(draws),
  status: new Uint8Array(draws),
  gradient: new Float64Array(parameters.length),
};
await kernel.logLikelihood({ individuals: Int32Array.of(0), draws, parameters }, answer);
const took = performance.now() - start;
process.stdout.write(String(took));
