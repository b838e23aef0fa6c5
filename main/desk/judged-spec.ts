import type { Outcome, Problem } from '../../shared/base/problem.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import type { ProjectSpec } from '../fits/project-spec.ts';

/** The chosen spec, read and held against the project's files. */
export interface JudgedSpec {
  /** Changes with all that it depends on but layouts. */
  readonly key: string;
  /** The project's, the same object as long as none is changed. */
  readonly layouts: ReadonlyMap<string, Layout>;
  readonly read: Outcome<ProjectSpec>;
  /** Of the spec alone and with the project's files. */
  readonly problems: readonly Problem[];
}
