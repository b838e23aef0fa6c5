import type { Quantiles, WellPrediction } from '../../fit/fit-result.ts';

/** Wells that are asked for: one device or one known well under every combination of the doses. */
export interface Scenario {
  /** A well of the fit, whose own values it keeps; null: its own values are drawn from p(z | u). */
  readonly well: string | null;
  /** A device of the fit by name or title; null: by its parts, or the only one. */
  readonly device: string | null;
  /** A device put together of these. */
  readonly parts: readonly ScenarioPart[];
  /** Those not named are 0, or the well's. */
  readonly treatments: readonly ScenarioTreatment[];
  /** Hours; of the well only readings up to then are known. null: all. */
  readonly seen_h: number | null;
  /** Hours, and minutes between two times; null: those of the fit. */
  readonly until_h: number | null;
  readonly every_min: number | null;
  /** null: as many as the fit's predictions are made of. */
  readonly draws: number | null;
  /** null: the fit's. */
  readonly seed: number | null;
}

export interface ScenarioPart {
  readonly group: string;
  /** As written: a name, a number, `none`. */
  readonly part: string;
}

export interface ScenarioTreatment {
  readonly name: string;
  /** More than one: a dose response. */
  readonly doses: readonly number[];
  /** null: the one of the data. */
  readonly unit: string | null;
  /** When it is given; null: it is there from the beginning. */
  readonly time_h: number | null;
}

/** What is predicted of one well that is asked for, in the signals' units. */
export interface ScenarioPrediction extends Omit<WellPrediction, 'set'> {
  /** Of the mean curve, without residual error, [signal, time]. */
  readonly curve: Quantiles<Float64Array>;
  /** Draws with weight and without a solution. */
  readonly unsolved: number;
  /** What makes it less certain than its bands say, in words. */
  readonly marks: readonly string[];
  readonly draws: number;
  /** Draws that count. */
  readonly ess: number;
  /** By signal: of readings after the last one seen, where there is a forecast. */
  readonly forecast?: Readonly<Record<string, ForecastScore>>;
  /** At the last time, and the largest over all times, [signal]. */
  readonly responses: readonly ScenarioResponse[];
}

/** What a well of a dose response comes to, in the signal's unit. */
export interface ScenarioResponse {
  readonly signal: string;
  readonly end: ResponseBands;
  /** Of each draw's own highest point; a new reading is one at that time. */
  readonly maximum: ResponseBands;
}

export interface ResponseBands {
  readonly mean: number;
  readonly sd: number;
  readonly quantiles: Quantiles<number>;
  readonly curve: Quantiles<number>;
}

/** On readings that were not seen, in the signal's unit. */
export interface ForecastScore {
  readonly readings: number;
  readonly rmse: number | null;
  readonly coverage50: number | null;
  readonly coverage95: number | null;
  /** Continuous ranked probability score of the band of new readings. */
  readonly crps: number | null;
}
