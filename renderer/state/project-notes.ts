import type { Problem } from '../../shared/base/problem.ts';
import type { ProjectView } from '../../shared/channels.ts';

/** A project's problems by where they are shown: with the project itself, its files, or its spec. */
export interface ProjectNotes {
  readonly project: readonly Problem[];
  readonly files: readonly Problem[];
  readonly spec: readonly Problem[];
}

/** The room before the point of a code says what a problem is about. */
export function projectNotes({ problems }: ProjectView): ProjectNotes {
  const about = (room: string) => (problem: Problem) => problem.code.startsWith(`${room}.`);
  const files = problems.filter((problem) => about('file')(problem) || about('plate')(problem));
  const project = problems.filter(about('project'));
  return {
    project,
    files,
    spec: problems.filter((problem) => !files.includes(problem) && !project.includes(problem)),
  };
}
