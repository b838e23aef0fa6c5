/**
 * Why one draw of one well has no log likelihood, found by solving it again in double precision on the interpreter's
 * numbers: the first thing that goes wrong along the trajectory.
 */
export type FailureCause =
  /** Double precision solves it; the backend's single precision does not. */
  | { readonly kind: 'singlePrecision' }
  /** The log likelihood is a number, its derivative by these parameters is not. */
  | { readonly kind: 'gradient'; readonly parameters: readonly string[] }
  /** A state is no number where it starts. */
  | { readonly kind: 'start'; readonly state: string; readonly value: number }
  /**
   * The solution ends between two times, `state` being the largest before. `implicitSolves`: an implicit method gets through,
   * so that it is the steps that fail and not the equations.
   */
  | {
      readonly kind: 'steps';
      readonly from_h: number;
      readonly to_h: number;
      readonly state: string;
      readonly value: number;
      /** Whether it came to the most steps that are allowed (`max_steps`). */
      readonly isOutOfSteps: boolean;
      readonly implicitSolves: boolean;
    }
  /** All states are numbers, and what is compared with a reading is none. */
  | { readonly kind: 'prediction'; readonly signal: string; readonly time_h: number; readonly value: number }
  | {
      readonly kind: 'residualSd';
      readonly signal: string;
      readonly time_h: number;
      readonly value: number;
      readonly prediction: number;
    }
  | { readonly kind: 'reading'; readonly signal: string; readonly time_h: number; readonly value: number }
  /** All numbers are sound and the log likelihood is beyond them: a reading is too many standard deviations away. */
  | { readonly kind: 'farReading'; readonly signal: string; readonly time_h: number; readonly sds: number }
  /** Solved again, it does not fail. */
  | { readonly kind: 'unknown' };

/** What the sentences need to know of the fit. */
export interface CauseSetting {
  /** Method id: `midpoint`. */
  readonly method: string;
  readonly isImplicit: boolean;
  /** Hours, of all wells. */
  readonly lastTime_h: number;
}

export interface CauseWords {
  /** Half a sentence: `the residual standard deviation of GFP is 0 at 0 h, where its prediction is 0`. */
  readonly cause: string;
  /** One or two sentences, imperative. */
  readonly remedy: string;
  /** The same where there is no command line; left out: the same words. */
  readonly inWindow?: string;
}

/** Times beyond this are rarer than times in minutes: no culture of the examples is followed for more than two days. */
const longestUsual_h = 200;

const equations =
  'look for a division by 0, a logarithm or a root of what is negative, or growth without limit';

export function causeWords(cause: FailureCause, setting: CauseSetting): CauseWords {
  switch (cause.kind) {
    case 'singlePrecision':
      return {
        cause: 'double precision solves it, the single precision of this backend does not',
        remedy:
          'Use --backend javascript, which is in double precision, or write the model in units in which its numbers lie nearer to 1.',
        inWindow: 'Write the model in units in which its numbers lie nearer to 1.',
      };
    case 'gradient': {
      const by = cause.parameters.join(', ');
      return {
        cause: `its log likelihood is a number, but the derivative by ${by} is none`,
        remedy: `In the model’s formulas with ${by} look for a root, a power or a logarithm of what is 0 there, and guard it: if X > 0 then ... else 0.`,
      };
    }
    case 'start':
      return {
        cause: `the state ${cause.state} starts at ${numberText(cause.value)}`,
        remedy: `Look at what ${cause.state} starts at in the model, and at the priors that it is made of.`,
      };
    case 'steps':
      return stepsWords(cause, setting);
    case 'prediction':
      return {
        cause: `the prediction of ${cause.signal} is ${numberText(cause.value)} at ${hours(cause.time_h)}, though all states are numbers`,
        remedy: `In the formula of ${cause.signal} ${equations}.`,
      };
    case 'residualSd':
      return sdWords(cause);
    case 'reading':
      return {
        cause: `the reading of ${cause.signal} at ${hours(cause.time_h)} is ${numberText(cause.value)} after scaling`,
        remedy: `Check the readings of ${cause.signal}: a signal that is 0 everywhere cannot be scaled by its maximum; state data.normalize, or leave it out of data.signals.`,
      };
    case 'farReading':
      return {
        cause: `the reading of ${cause.signal} at ${hours(cause.time_h)} is ${numberText(cause.sds)} standard deviations from its prediction`,
        remedy: `Raise the prior of the error of ${cause.signal}, or check the unit of its readings and of the model.`,
      };
    case 'unknown':
      return {
        cause: 'solved again, none of the draws looked at fails',
        remedy: 'Narrow the priors of rates.',
      };
  }
}

function sdWords(cause: FailureCause & { readonly kind: 'residualSd' }): CauseWords {
  const { signal, time_h, value, prediction } = cause;
  const where = `at ${hours(time_h)}, where its prediction is ${numberText(prediction)}`;
  const told = `the residual standard deviation of ${signal} is ${numberText(value)} ${where}`;
  if (value === 0 && prediction === 0) {
    const whole = 'sd sqrt(s0^2 + (s1 * prediction)^2)';
    return {
      cause: told,
      remedy: `Give the error of ${signal} a part that stays where it is 0: with ${whole}.`,
    };
  }
  return {
    cause: told,
    remedy: `It must be a number above 0: look at the error of ${signal} in the model and at the priors that it is made of.`,
  };
}

function stepsWords(cause: FailureCause & { readonly kind: 'steps' }, setting: CauseSetting): CauseWords {
  const { from_h, to_h, state, value, implicitSolves } = cause;
  const between = `it has no solution between ${hours(from_h)} and ${hours(to_h)} (${state} is ${numberText(value)} before)`;
  const { method, isImplicit, lastTime_h } = setting;
  const asMinutes =
    lastTime_h > longestUsual_h
      ? `The times go to ${Math.round(lastTime_h)} h: if they are minutes, divide those of the file by 60. Else: `
      : '';
  if (implicitSolves) {
    const why = `the rates are too fast for the steps of ${method}, and the implicit method sdirk4 solves it`;
    const remedy =
      'Use a method for stiff models, params.solver: sdirk4, or narrow the priors of the fast rates.';
    return { cause: `${between}; ${why}`, remedy: asMinutes + remedy };
  }
  if (cause.isOutOfSteps && isImplicit) {
    const remedy = 'Raise params.max_steps or params.rtol, or narrow the priors of the fast rates.';
    return { cause: `${between}: it comes to the most steps allowed`, remedy: asMinutes + remedy };
  }
  const tried = isImplicit ? '' : ', nor by the implicit method sdirk4';
  const remedy = `In the rates of the model ${equations}; narrow the priors that lead there.`;
  return { cause: `${between}${tried}`, remedy: asMinutes + remedy };
}

/** A few digits; what is no number in words. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : 'minus infinity';
  return String(Number(value.toPrecision(3)));
}

function hours(time_h: number): string {
  return `${Number(time_h.toPrecision(4))} h`;
}
