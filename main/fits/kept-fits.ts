import { present } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { type FitLife, refusal } from '../../shared/fit/fit-actions.ts';
import { type FitAction, fitStatus } from '../../shared/fit/life.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StoredFit } from '../store/stored-fit.ts';
import { continueFit, type FitLaunch, launchOf, launchQueued, requeueFit } from './fit-launch.ts';
import { storedSummary } from './fit-summary.ts';
import { settleFitsLeft } from './fits-left.ts';
import { programVersions } from './project-keeper.ts';
import type { ProjectOrder } from './project-order.ts';

/** A fit whose predictions can be made now. */
export interface PredictionLaunch extends FitLaunch {
  readonly checkpoint: Uint8Array;
}

/**
 * The rules of a project's fits as its file keeps them, without any job: what can be asked of one, what that makes of it,
 * and how it begins. A window runs many of them side by side (`project-fits.ts`), a command runs one.
 */
export interface KeptFits {
  /** null: the newest. */
  find(fit: string | null): Outcome<StoredFit>;
  /** The fit, if this can be asked of it. */
  findFor(action: FitAction, fit: string | null): Outcome<StoredFit>;
  /** Makes a new one, which waits. */
  start(ordered: ProjectOrder): Outcome<StoredFit>;
  /** Makes one wait again that was stopped, to as many epochs as it was asked for. */
  resume(fit: string): Outcome<StoredFit>;
  /** Makes a new one, which waits, from the checkpoint of one, to `epochs` in all. */
  continueFrom(fit: string, epochs: number): Outcome<StoredFit>;
  /**
   * Whichever of these leads on to `epochs` in all (null: as many as it was asked for): what waits still waits, what was
   * stopped goes on, and one that is done or failed is continued by a new one.
   */
  goOn(fit: string | null, epochs: number | null): Outcome<GoneOn>;
  /** What waits, ready for its job; what cannot have one waits no longer, and says why. */
  launch(waiting: StoredFit): Outcome<FitLaunch>;
  launchPrediction(stored: StoredFit): Outcome<PredictionLaunch>;
}

export interface GoneOn {
  readonly fit: StoredFit;
  /** The fit that stays as it is, where a new one goes on; null: it is the same. */
  readonly from: StoredFit | null;
}

export interface KeptFitsOptions {
  readonly store: ProjectStore;
  /** The program's. */
  readonly version: string;
  /** As a fit is now, where more is known of it than its project keeps; left out: nothing computes any. */
  readonly lifeOf?: (stored: StoredFit) => FitLife;
}

/** Puts right what a crash left, too: whoever opens the fits of a project is the only one to have it open. */
export function openKeptFits({ store, version, lifeOf = storedSummary }: KeptFitsOptions): KeptFits {
  settleFitsLeft(store);
  const find = (fit: string | null): Outcome<StoredFit> => {
    const name = fit ?? store.listedFits().at(-1)?.fit ?? null;
    const stored = name === null ? null : store.fit(name);
    return stored === null || stored.recycled ? failure([unknownFit(store, fit)]) : success(stored);
  };
  const findFor = (action: FitAction, fit: string | null): Outcome<StoredFit> => {
    const stored = find(fit);
    const refused = stored.ok ? refusal(action, lifeOf(stored.value)) : null;
    return refused === null ? stored : failure([refused]);
  };
  return {
    find,
    findFor,
    start: (ordered) => store.startFit({ ...ordered, versions: programVersions(version) }),
    resume: (fit) => {
      const stored = findFor('resume', fit);
      return stored.ok ? requeueFit(store, stored.value, null) : stored;
    },
    continueFrom: (fit, epochs) => {
      const stored = findFor('continue', fit);
      return stored.ok ? continueFit(store, stored.value, epochs, version) : stored;
    },
    goOn: (fit, epochs) => {
      const stored = find(fit);
      if (!stored.ok) return stored;
      const { status, epoch } = stored.value;
      if (status === fitStatus.queued && epochs === null) return success({ fit: stored.value, from: null });
      const hasEnded = status === fitStatus.done || status === fitStatus.failed;
      if (hasEnded && epochs !== null && epochs > epoch) {
        const next = continueFit(store, stored.value, epochs, version);
        return next.ok ? success({ fit: next.value, from: stored.value }) : next;
      }
      const queued = requeueFit(store, stored.value, epochs);
      return queued.ok ? success({ fit: queued.value, from: null }) : queued;
    },
    launch: (waiting) => launchQueued(store, waiting),
    launchPrediction: (stored) => {
      const launch = launchOf(store, stored);
      if (!launch.ok) return launch;
      const { checkpoint, ...rest } = launch.value;
      const kept = present(checkpoint, 'a fit that may be predicted from has a checkpoint');
      return success({ ...rest, checkpoint: kept });
    },
  };
}

/** Names that a sentence can hold. */
const mostNamed = 10;

function unknownFit(store: ProjectStore, fit: string | null): Problem {
  const message = fit === null ? 'the project has no fit' : `the project has no fit “${fit}”`;
  const there = store.listedFits().map((one) => one.fit);
  const newest = there.slice(-mostNamed).join(', ');
  const named = there.length > mostNamed ? `${there.length} fits, the newest ${newest}` : newest;
  const remedy = there.length === 0 ? 'Start one first.' : `It has ${named}.`;
  return { code: 'fit.unknown', severity: 'error', message, remedy, place: { file: store.info.path } };
}
