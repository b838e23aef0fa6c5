import { type SamplingReport, type SamplingStage, samplingText } from '../../shared/fit/sampling.ts';
import type { FitSettings } from '../../shared/inference/plan/fit-settings.ts';
import type { Port } from './port.ts';

/** Progress of a fit by chains for people: what they do, how far they are, how long still. */
export interface SamplingPace {
  /** @param transitions that every chain has made. */
  transition(stage: SamplingStage, transitions: number): void;
  /** What is told until the next one. */
  report(report: SamplingReport): void;
  activity(activity: string): void;
}

/** Milliseconds between two progress messages: at most ten a second. */
const interval = 100;
/** Of the running mean of speed; arbitrary, about the last fifty transitions. */
const memory = 0.98;

export function createSamplingPace({ epochs }: Pick<FitSettings, 'epochs'>, port: Port): SamplingPace {
  let activity = '';
  let sentAt = Number.NEGATIVE_INFINITY;
  let stage: SamplingStage = 'mode';
  let made = 0;
  let madeAt = performance.now();
  /** Milliseconds a transition; null: not measured yet. */
  let took: number | null = null;
  const send = (): void => {
    const now = performance.now();
    if (now - sentAt < interval) return;
    sentAt = now;
    const secondsLeft = took === null ? null : (took * (epochs - made)) / 1000;
    const stepsPerSecond = took === null || took === 0 ? null : 1000 / took;
    void port.send({
      kind: 'progress',
      progress: { activity, epoch: made, epochs, step: made, stepsPerSecond, secondsLeft },
    });
  };
  return {
    transition(next, transitions) {
      const now = performance.now();
      if (next !== stage) {
        // Paths differ in length from stage to stage.
        took = null;
        stage = next;
        madeAt = now;
      } else if (transitions > made) {
        const each = (now - madeAt) / (transitions - made);
        took = took === null ? each : memory * took + (1 - memory) * each;
        madeAt = now;
      }
      made = transitions;
      send();
    },
    report(report) {
      activity = samplingText(report);
      sentAt = Number.NEGATIVE_INFINITY;
      send();
    },
    activity(next) {
      activity = next;
      sentAt = Number.NEGATIVE_INFINITY;
      send();
    },
  };
}
