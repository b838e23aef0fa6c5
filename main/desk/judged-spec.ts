import type { Outcome, Problem } from '../../shared/base/problem.ts';
import type { ProjectSpec } from '../fits/project-spec.ts';

/** The chosen spec, read and held against the project's files. */
export interface JudgedSpec {
  /** Changes with all that it depends on. */
  readonly key: string;
  readonly read: Outcome<ProjectSpec>;
  /** Of the spec alone and with the project's files. */
  readonly problems: readonly Problem[];
}
