/** How a drawn parameter of one series gets its value; the first two have a prior normal in eta with numbers in it. */
export const drawForm = { identity: 0, log: 1, learned: 2, other: 3, pinned: 4 } as const;

/** Of the series at hand, gathered for the loops over its draws; all [drawn]. */
export interface SeriesGuide {
  /** A `drawForm`. */
  readonly form: Uint8Array;
  /** The guide's mean m, log precision l and s = exp(-l / 2), in eta. */
  readonly mean: Float64Array;
  readonly logPrecision: Float64Array;
  readonly scale: Float64Array;
}

export function seriesGuide(drawn: number): SeriesGuide {
  return {
    form: new Uint8Array(drawn),
    mean: new Float64Array(drawn),
    logPrecision: new Float64Array(drawn),
    scale: new Float64Array(drawn),
  };
}
