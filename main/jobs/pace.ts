import { fitActivity } from '../../shared/fit/life.ts';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
import type { StepInfo } from '../../shared/inference/training/fit.ts';
import type { Port } from './port.ts';

/** Progress of a fit for people: what it does, how fast, how long still. */
export interface Pace {
  step(info: StepInfo): void;
  activity(activity: string): void;
  evaluated(): void;
}

/** Milliseconds between two progress messages: at most ten a second. */
const interval = 100;
/** Of the running means of speed; arbitrary, about the last twenty steps. */
const memory = 0.95;

export function createPace(settings: FitOrderSettings, stepsPerEpoch: number, port: Port): Pace {
  const { epochs, evaluateEvery } = settings;
  let activity: string = fitActivity.training;
  let sentAt = Number.NEGATIVE_INFINITY;
  let stepEndedAt = performance.now();
  let evaluationBeganAt = 0;
  /** Milliseconds; null: not measured yet. */
  let stepTook: number | null = null;
  let evaluationTook = 0;
  let step = 0;

  const send = (): void => {
    const now = performance.now();
    if (now - sentAt < interval) return;
    sentAt = now;
    const stepsLeft = Math.max(0, epochs * stepsPerEpoch - step);
    const evaluationsLeft = Math.ceil(stepsLeft / stepsPerEpoch / evaluateEvery);
    const left = stepTook === null ? null : stepsLeft * stepTook + evaluationsLeft * evaluationTook;
    void port.send({
      kind: 'progress',
      progress: {
        activity,
        epoch: step / stepsPerEpoch,
        epochs,
        step,
        stepsPerSecond: stepTook === null || stepTook === 0 ? null : 1000 / stepTook,
        secondsLeft: left === null ? null : left / 1000,
      },
    });
  };

  return {
    step(info) {
      const now = performance.now();
      const took = now - stepEndedAt;
      stepEndedAt = now;
      step = info.step;
      stepTook = stepTook === null ? took : memory * stepTook + (1 - memory) * took;
      send();
    },
    activity(next) {
      if (next === activity) return;
      activity = next;
      stepEndedAt = performance.now();
      evaluationBeganAt = stepEndedAt;
      // A change is told at once: it may last long.
      sentAt = Number.NEGATIVE_INFINITY;
      send();
    },
    evaluated() {
      evaluationTook = performance.now() - evaluationBeganAt;
    },
  };
}
