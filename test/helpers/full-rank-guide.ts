import { fillNormals } from '../../shared/base/random.ts';
import { enterDraws, enterPinned } from '../../shared/inference/draws/enter-draws.ts';
import { addSlopes } from '../../shared/inference/draws/eta-slopes.ts';
import type { CountedDraws, DrawArrays, SeriesDraws } from '../../shared/inference/draws/series-draws.ts';
import { drawForm } from '../../shared/inference/draws/series-forms.ts';
import { commonSegments, pointSegments } from '../../shared/inference/guide/common-segments.ts';
import type { Guide, GuideKind, GuideRequest, GuideWorkspace } from '../../shared/inference/guide/guide.ts';
import { type Segment, segment, weightLayout } from '../../shared/inference/guide/weight-layout.ts';

/** More parameters than this are refused. */
export const mostOfFullRank = 6;

/**
 * A guide that is not factorised, of nothing but the contract: eta = m + L eps, one lower triangular L for all series, whose
 * diagonal is exp(-l / 2). Parameters that are pinned in a series take their row and column out of L.
 */
export const fullRank: GuideKind = {
  id: 'full-rank',
  refuses: ({ parameters: { drawn } }) =>
    drawn.length <= mostOfFullRank
      ? []
      : [
          {
            code: 'fit.fullRankTooLarge',
            severity: 'error',
            message: `A full-rank guide of ${drawn.length} parameters has too many weights; it takes ${mostOfFullRank}.`,
            remedy: 'Use the factorised guide.',
          },
        ],
  make: makeFullRank,
};

interface FullRankWorkspace extends GuideWorkspace {
  readonly mean: Float64Array;
  readonly logPrecision: Float64Array;
  /** [drawn, drawn], row-major; above the diagonal nothing. */
  readonly factor: Float64Array;
  /** d loss by them, sums over the series. */
  readonly meanGradient: Float64Array;
  readonly logPrecisionGradient: Float64Array;
  readonly factorGradient: Float64Array;
}

function makeFullRank({ plan, network }: GuideRequest): Guide {
  const { parameters } = plan;
  const drawn = parameters.drawn.length;
  const layout = weightLayout([
    ['fullRank.mean', drawn],
    ['fullRank.logPrecision', drawn],
    ['fullRank.below', (drawn * (drawn - 1)) / 2],
    ...commonSegments(parameters, network),
  ]);
  const [means, precisions, below] = ['mean', 'logPrecision', 'below'].map((name) =>
    segment(layout, `fullRank.${name}`),
  ) as [Segment, Segment, Segment];
  const of = (values: Float64Array, { offset, length }: Segment) => values.subarray(offset, offset + length);
  const own = (workspace: GuideWorkspace) => workspace as FullRankWorkspace;
  /** Columns e <= d of row d that are drawn, as `visit(e)`. */
  const row = (d: number, { form }: DrawArrays['forms'], visit: (e: number) => void): void => {
    for (let e = 0; e <= d; e++) if (form[e] !== drawForm.pinned) visit(e);
  };
  const etaOf = (d: number, t: number, arrays: DrawArrays, { mean, factor }: FullRankWorkspace): number => {
    let eta = mean[d] as number;
    row(d, arrays.forms, (e) => {
      eta += (factor[d * drawn + e] as number) * (arrays.noise[t * drawn + e] as number);
    });
    return eta;
  };
  return {
    ...{ layout, points: pointSegments(layout, parameters), encoder: null },
    start(weights, stream) {
      of(weights, means).set(parameters.drawn.map(({ prior }) => prior.mean));
      const own = of(weights, below);
      fillNormals(stream('dense'), own);
      for (let n = 0; n < own.length; n++) own[n] = 0.2 * (own[n] as number);
    },
    workspace: () =>
      ({
        guide: 'full-rank',
        mean: new Float64Array(drawn),
        logPrecision: new Float64Array(drawn),
        factor: new Float64Array(drawn * drawn),
        meanGradient: new Float64Array(drawn),
        logPrecisionGradient: new Float64Array(drawn),
        factorGradient: new Float64Array(drawn * drawn),
      }) satisfies FullRankWorkspace,
    forward(weights, _, workspace) {
      const { mean, logPrecision, factor, meanGradient, logPrecisionGradient, factorGradient } =
        own(workspace);
      mean.set(of(weights, means));
      logPrecision.set(of(weights, precisions));
      for (let d = 0; d < drawn; d++) {
        factor[d * drawn + d] = Math.exp(-0.5 * (logPrecision[d] as number));
        factor.set(of(weights, below).subarray((d * (d - 1)) / 2, (d * (d + 1)) / 2), d * drawn);
      }
      for (const gradient of [meanGradient, logPrecisionGradient, factorGradient]) gradient.fill(0);
    },
    draw(draws: SeriesDraws, arrays, workspace) {
      const { noise, logRatio, forms } = arrays;
      const eta = (d: number, t: number): number => etaOf(d, t, arrays, own(workspace));
      const logDensity = (d: number, t: number): number => {
        const eps = noise[t * drawn + d] as number;
        const l = own(workspace).logPrecision[d] as number;
        return 0.5 * l - 0.5 * eps * eps - 0.5 * Math.log(2 * Math.PI);
      };
      logRatio.fill(0, draws.from, draws.to);
      for (let d = 0; d < drawn; d++) {
        if (forms.form[d] === drawForm.pinned) enterPinned(plan, d, draws, arrays);
        else enterDraws(plan, d, draws, arrays, { eta, logDensity });
      }
    },
    sumSlopes({ count, coefficients, density, scale }: CountedDraws, arrays, workspace) {
      const { forms, noise } = arrays;
      const { meanGradient, logPrecisionGradient, factorGradient } = own(workspace);
      const add = (d: number, t: number, slope: number): void => {
        meanGradient[d] = (meanGradient[d] as number) + scale * slope;
        row(d, forms, (e) => {
          const at = d * drawn + e;
          const by = scale * slope * (noise[t * drawn + e] as number);
          factorGradient[at] = (factorGradient[at] as number) + by;
        });
      };
      const eta = (d: number, t: number): number => etaOf(d, t, arrays, own(workspace));
      for (let d = 0; d < drawn; d++) {
        if (forms.form[d] === drawForm.pinned) continue;
        if (density === 'whole' && count > 0)
          logPrecisionGradient[d] = (logPrecisionGradient[d] as number) - 0.5 * scale;
        addSlopes(plan, d, { start: 0, end: count, coefficients }, arrays, { eta, add });
      }
      if (density === 'whole') return;
      // -d log q / d eta is y in L' y = eps
      const { factor } = own(workspace);
      for (const t of arrays.chosen.subarray(0, count)) {
        const y = new Float64Array(drawn);
        for (let d = drawn - 1; d >= 0; d--) {
          if (forms.form[d] === drawForm.pinned) continue;
          let rest = noise[t * drawn + d] as number;
          for (let e = d + 1; e < drawn; e++) rest -= (factor[e * drawn + d] as number) * (y[e] as number);
          y[d] = rest / (factor[d * drawn + d] as number);
          add(d, t, (coefficients[t] as number) * (y[d] as number));
        }
      }
    },
    backward(_, __, workspace, gradient) {
      const { factor, meanGradient, logPrecisionGradient, factorGradient } = own(workspace);
      const add = (to: Segment, n: number, value: number): void => {
        gradient[to.offset + n] = (gradient[to.offset + n] as number) + value;
      };
      for (let d = 0; d < drawn; d++) {
        const diagonal = d * drawn + d;
        const half = -0.5 * (factor[diagonal] as number) * (factorGradient[diagonal] as number);
        add(means, d, meanGradient[d] as number);
        add(precisions, d, (logPrecisionGradient[d] as number) + half);
        for (let e = 0; e < d; e++)
          add(below, (d * (d - 1)) / 2 + e, factorGradient[d * drawn + e] as number);
      }
    },
    populationMoments: (weights) => ({ mean: of(weights, means), logPrecision: of(weights, precisions) }),
  };
}
