import { fillNormals, type RandomStream } from '../../../shared/base/random.ts';
import type { Model } from '../../../shared/model/model.ts';

/** Of the priors' width: how far apart the centres of wells lie. */
const betweenWells = 0.2;
/** Of a parameter, relative: what a guide leaves open after some training. */
const withinWell = 0.05;

/**
 * Draws as a guide makes them that has learned something: each well has a centre of its own among the priors, and its
 * draws are around it. Draw 0 is the centre. [well, draw, parameter], natural scale.
 */
export function typicalParameters(model: Model, wells: number, draws: number): Float64Array {
  const width = model.parameters.length;
  const out = new Float64Array(wells * draws * width);
  for (let well = 0; well < wells; well++) {
    const centre = normals(1, well, width);
    const deviation = normals(2, well, draws * width);
    for (let n = 0; n < draws * width; n++) {
      const { prior, value } = model.parameters[n % width] as Model['parameters'][number];
      const own = n < width ? 0 : withinWell * (deviation[n] as number);
      const { mu = 0, sigma = 1, distribution = 'LogNormal' } = prior ?? {};
      const middle = mu + betweenWells * sigma * (centre[n % width] as number);
      const drawn = distribution === 'LogNormal' ? Math.exp(middle + own) : middle * (1 + own);
      out[well * draws * width + n] = value ?? drawn;
    }
  }
  return out;
}

function normals(step: number, individual: number, count: number): Float64Array {
  const stream: RandomStream = { seed: 0, purpose: 'test', step, individual };
  const out = new Float64Array(count);
  fillNormals(stream, out);
  return out;
}
