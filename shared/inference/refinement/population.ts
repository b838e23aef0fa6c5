import { effectiveDraws } from '../diagnostics/pareto.ts';
import { drawStudent, studentFreedom, studentLogDensity } from '../posterior/held-out/student.ts';
import type { JointValues } from '../posterior/joint/joint-density.ts';
import { cholesky } from '../posterior/metric/symmetric.ts';
import type { RefinedModes } from './refine-modes.ts';

/** Weighted draws of one well, led from a t about its mode to its posterior. */
export interface AnnealedDraws {
  /** In eta, [draw, own]. */
  readonly etas: Float64Array;
  /** Sum 1, [draw]. */
  readonly weights: Float64Array;
  /** log of an unbiased estimate of p(x), nats. */
  readonly logEvidence: number;
  /**
   * How many independent draws these are worth: by how much of the weight descends from which of the first ones (A. Lee, N. Whiteley,
   * Biometrika 105:609, 2018), which counts moves since then for nothing.
   */
  readonly ess: number;
  readonly temperatures: number;
}

export interface PopulationStart {
  readonly seed: number;
  readonly draws: number;
  /** Index into the individuals. */
  readonly well: number;
  readonly place: number;
  readonly modes: RefinedModes;
}

/** Share of the draws that a step of the temperature keeps effective. */
const keptShare = 0.65;
/** A way that takes more steps leads nowhere. */
const mostTemperatures = 60;
/** Acceptance of paths that is aimed at. */
const wantedAcceptance = 0.75;

/** The draws of one well on their way from q (`beta` 0) to the posterior (1), in coordinates in which q is a standard t. */
export class Population {
  readonly well: number;
  readonly draws: number;
  /** draws x own coordinates. */
  readonly size: number;
  /** How many temperatures there have been. */
  temperature = 0;
  isMoving = true;
  readonly #n: number;
  readonly #modes: RefinedModes;
  readonly #place: number;
  #x: Float64Array;
  #logP: Float64Array;
  #logQ: Float64Array;
  #slope: Float64Array;
  #beta = 0;
  #step: number;
  /** L with L L' the spread of the draws, [own, own]: paths are of length one in every direction. */
  #spread: Float64Array;
  #logEvidence = 0;
  #weights: Float64Array | null = null;
  /** [draw]: which of the first ones it descends from. */
  #eve: Int32Array;
  #momentum: Float64Array = new Float64Array(0);
  #from: {
    x: Float64Array;
    logP: Float64Array;
    logQ: Float64Array;
    slope: Float64Array;
    energy: Float64Array;
  } | null = null;

  constructor({ seed, draws, well, place, modes }: PopulationStart) {
    this.well = well;
    this.draws = draws;
    this.#n = Math.round(modes.mode.length / modes.logVolume.length);
    this.#modes = modes;
    this.#place = place;
    this.size = draws * this.#n;
    this.#x = new Float64Array(this.size);
    for (let k = 0; k < draws; k++) {
      const own = this.#x.subarray(k * this.#n, (k + 1) * this.#n);
      drawStudent({ seed, purpose: 'refinement', step: k, individual: well }, own);
    }
    this.#logP = new Float64Array(draws);
    this.#logQ = new Float64Array(draws);
    this.#slope = new Float64Array(this.size);
    this.#step = 0.7 * this.#n ** -0.25;
    this.#spread = Float64Array.from({ length: this.#n ** 2 }, (_, at) => (at % (this.#n + 1) === 0 ? 1 : 0));
    this.#eve = Int32Array.from({ length: draws }, (_, k) => k);
  }

  /** eta of every draw, into a batch of points of `size` coordinates, as those of its w-th well. */
  write(batch: Float64Array, w: number, size: number): void {
    const n = this.#n;
    for (let k = 0; k < this.draws; k++) this.#etaOf(k, batch, k * size + w * n);
  }

  /** Densities of the draws, and slopes by their coordinates here. */
  read({ ofWells, gradient }: JointValues, w: number, size: number): void {
    const n = this.#n;
    const wells = size / n;
    const { root } = this.#modes;
    const block = this.#place * n * n;
    for (let k = 0; k < this.draws; k++) {
      this.#logP[k] = ofWells[k * wells + w];
      const from = k * size + w * n;
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let i = 0; i <= j; i++) sum += root[block + i * n + j] * gradient[from + i];
        this.#slope[k * n + j] = sum;
      }
      this.#logQ[k] =
        studentLogDensity(this.#x.subarray(k * n, (k + 1) * n)) - this.#modes.logVolume[this.#place];
    }
  }

  /** Goes to the next temperature: weighs, and takes draws anew unless it is the last. */
  heat(resample: (population: Population, weights: Float64Array) => Int32Array): void {
    const beta = this.#nextBeta();
    if (beta === null || this.temperature >= mostTemperatures) {
      this.isMoving = false;
      return;
    }
    const { weights, logMean } = this.#incremental(beta);
    this.#logEvidence += logMean;
    this.#beta = beta;
    this.temperature++;
    if (beta === 1) {
      this.#weights = weights;
      this.isMoving = false;
      return;
    }
    const chosen = resample(this, weights);
    const n = this.#n;
    const take = (values: Float64Array, width: number): Float64Array => {
      const out = new Float64Array(values.length);
      for (const [at, k] of chosen.entries())
        out.set(values.subarray(k * width, (k + 1) * width), at * width);
      return out;
    };
    this.#x = take(this.#x, n);
    this.#slope = take(this.#slope, n);
    this.#logP = take(this.#logP, 1);
    this.#logQ = take(this.#logQ, 1);
    this.#eve = Int32Array.from(chosen, (k) => this.#eve[k]);
  }

  /** Begins a path of every draw. */
  begin(momentum: Float64Array): void {
    this.#momentum = momentum;
    this.#spread = spreadOf(this.#x, this.#n) ?? this.#spread;
    this.#from = {
      ...{
        x: this.#x.slice(),
        logP: this.#logP.slice(),
        logQ: this.#logQ.slice(),
        slope: this.#slope.slice(),
      },
      energy: this.#energies(),
    };
  }

  /** Half a step of the momenta; before it is seen anew (`drifts`) a step of the draws after it. */
  kick(drifts: boolean): void {
    const [n, beta, step] = [this.#n, this.#beta, this.#step];
    const force = new Float64Array(n);
    for (let k = 0; k < this.draws; k++) {
      const pull = studentPull(this.#x.subarray(k * n, (k + 1) * n));
      const at = k * n;
      for (let c = 0; c < n; c++) force[c] = beta * this.#slope[at + c] + (1 - beta) * pull * this.#x[at + c];
      for (let c = 0; c < n; c++) {
        let sum = 0;
        for (let i = c; i < n; i++) sum += this.#spread[i * n + c] * force[i];
        this.#momentum[at + c] += 0.5 * step * sum;
      }
      if (!drifts) continue;
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let c = 0; c <= i; c++) sum += this.#spread[i * n + c] * this.#momentum[at + c];
        this.#x[at + i] += step * sum;
      }
    }
  }

  /** Ends the paths: each draw is where it led, or where it was. @param uniforms [draw]. */
  end(uniforms: Float64Array): void {
    const from = this.#from;
    if (from === null) throw new Error('a path ends after it has begun');
    const n = this.#n;
    const energy = this.#energies();
    let accepted = 0;
    for (let k = 0; k < this.draws; k++) {
      const gain = from.energy[k] - energy[k];
      const chance = Number.isNaN(gain) ? 0 : Math.min(1, Math.exp(gain));
      accepted += chance / this.draws;
      if (uniforms[k] < chance) continue;
      this.#x.set(from.x.subarray(k * n, (k + 1) * n), k * n);
      this.#slope.set(from.slope.subarray(k * n, (k + 1) * n), k * n);
      this.#logP[k] = from.logP[k];
      this.#logQ[k] = from.logQ[k];
    }
    this.#step *= Math.exp(accepted - wantedAcceptance);
  }

  result(): AnnealedDraws | null {
    const weights = this.#weights;
    if (weights === null) return null;
    const ofEve = new Float64Array(this.draws);
    for (let k = 0; k < this.draws; k++) ofEve[this.#eve[k]] += weights[k];
    const etas = new Float64Array(this.size);
    for (let k = 0; k < this.draws; k++) this.#etaOf(k, etas, k * this.#n);
    const { temperature: temperatures } = this;
    return { etas, weights, logEvidence: this.#logEvidence, ess: effectiveDraws(ofEve), temperatures };
  }

  #etaOf(k: number, out: Float64Array, at: number): void {
    const n = this.#n;
    const { mode, root } = this.#modes;
    for (let i = 0; i < n; i++) {
      let sum = mode[this.#place * n + i];
      for (let j = i; j < n; j++) sum += root[(this.#place * n + i) * n + j] * this.#x[k * n + j];
      out[at + i] = sum;
    }
  }

  #energies(): Float64Array {
    const n = this.#n;
    return Float64Array.from({ length: this.draws }, (_, k) => {
      let kinetic = 0;
      for (let c = k * n; c < (k + 1) * n; c++) kinetic += this.#momentum[c] ** 2;
      return 0.5 * kinetic - this.#beta * this.#logP[k] - (1 - this.#beta) * this.#logQ[k];
    });
  }

  /** Weights of a step to `beta`, sum 1, and the log of their mean before that. */
  #incremental(beta: number): { readonly weights: Float64Array; readonly logMean: number } {
    const gain = beta - this.#beta;
    const logs = this.#logP.map((logP, k) => gain * (logP - this.#logQ[k]));
    const most = logs.reduce((largest, one) => Math.max(largest, one), Number.NEGATIVE_INFINITY);
    const raw = logs.map((one) => Math.exp(one - most));
    const sum = raw.reduce((total, one) => total + one, 0);
    return { weights: raw.map((one) => one / sum), logMean: most + Math.log(sum / this.draws) };
  }

  /** The farthest step that keeps enough draws effective; null: no draw has a solution. */
  #nextBeta(): number | null {
    const solved = this.#logP.reduce((count, one) => count + (one > Number.NEGATIVE_INFINITY ? 1 : 0), 0);
    if (solved === 0) return null;
    const keeps = (beta: number): boolean =>
      effectiveDraws(this.#incremental(beta).weights) >= keptShare * solved;
    if (keeps(1)) return 1;
    let [low, high] = [this.#beta, 1];
    for (let n = 0; n < 40; n++) {
      const middle = 0.5 * (low + high);
      if (keeps(middle)) low = middle;
      else high = middle;
    }
    return low > this.#beta ? low : high;
  }
}

/** Cholesky factor of the covariance of draws, [draw, n], shrunk a little; null: they do not spread. */
function spreadOf(x: Float64Array, n: number): Float64Array | null {
  const draws = x.length / n;
  const mean = new Float64Array(n);
  for (let k = 0; k < draws; k++) for (let c = 0; c < n; c++) mean[c] += x[k * n + c] / draws;
  const covariance = new Float64Array(n * n);
  for (let k = 0; k < draws; k++) {
    for (let i = 0; i < n; i++) {
      const away = (x[k * n + i] - mean[i]) / draws;
      for (let j = 0; j <= i; j++) covariance[i * n + j] += away * (x[k * n + j] - mean[j]);
    }
  }
  const share = n / (n + draws);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      covariance[i * n + j] *= 1 - share;
      covariance[j * n + i] = covariance[i * n + j];
    }
  }
  return cholesky(covariance, n);
}

/** d log t / dx = pull * x. */
function studentPull(x: Float64Array): number {
  let squares = 0;
  for (const one of x) squares += one * one;
  return -(studentFreedom + x.length) / (studentFreedom + squares);
}
