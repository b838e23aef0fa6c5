import type { FitIdentity } from '../../inference/plan/fit-identity.ts';
import type { ComparisonGround } from '../comparison/ground.ts';
import type { Found } from './found.ts';
import type { Identifiability } from './identifiability.ts';
import type { PopulationRow } from './population-check.ts';
import type { Sensitivity } from './power-scaling.ts';
import type { Profile } from './profile.ts';
import type { ResidualCorrelation } from './residual-correlation.ts';
import type { ScoreRow } from './score-table.ts';
import type { SharedMoment } from './shared-moments.ts';
import type { Shrinkage } from './shrinkage.ts';
import type { WeightsSummary } from './weights-summary.ts';
import type { WellScore } from './well-score.ts';

/** What is asked of a finished fit. */
export interface TrustQuestion {
  /** `wells`: their scores alone, which comparing takes; `means`: of shared parameters alone. */
  readonly depth: 'means' | 'wells' | 'all';
  /** Shared parameter whose profile is asked for; null: none. */
  readonly profile: string | null;
}

/** How far a fit can be trusted (INFERENCE.md, 7); plain data. */
export interface FitDiagnosis {
  readonly ground: ComparisonGround;
  readonly identity: FitIdentity;
  /** What the chains' rule says; null: a fit without chains. */
  readonly verdict: string | null;
  readonly converged: boolean | null;
  readonly wells: readonly WellScore[];
  readonly shared: readonly SharedMoment[];
  /** null: it was not asked for. */
  readonly trust: FitTrust | null;
}

export interface FitTrust {
  readonly scores: readonly ScoreRow[];
  readonly residuals: readonly ResidualCorrelation[];
  readonly weights: readonly WeightsSummary[];
  readonly shrinkage: Found<readonly Shrinkage[]>;
  /** Sentences. */
  readonly limits: Found<readonly string[]>;
  readonly identifiability: Found<Identifiability>;
  readonly powerScaling: Found<PowerScaling>;
  readonly population: Found<readonly PopulationRow[]>;
  /** Absent where it was not asked for. */
  readonly profile: Found<Profile>;
}

export interface PowerScaling {
  readonly draws: number;
  readonly prior: ComponentSensitivity | null;
  /** null: the weights of its draws are not to be trusted. */
  readonly likelihood: ComponentSensitivity | null;
}

export interface ComponentSensitivity {
  readonly alpha: number;
  readonly kHat: number;
  readonly parameters: readonly ({ readonly name: string } & Sensitivity)[];
}
