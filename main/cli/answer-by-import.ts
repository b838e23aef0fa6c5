import type { Problem } from '../../shared/base/problem.ts';
import { shellWord } from '../fits/shell-word.ts';
import { dataPath } from '../jobs/data-path.ts';
import { answerOptions } from './plate-answers.ts';

/** A fit whose data files may ask for what only import and read are told. */
export interface AskingFit {
  /** Folder of the data files. */
  readonly data: string;
  /** Path of the spec. */
  readonly spec: string;
  /** As `--project` takes it; null: the fit is in none. */
  readonly project: string | null;
}

const answers = new RegExp(`--(?:${Object.keys(answerOptions).join('|')})\\b`);

/** `fit` takes no answers to what files leave open: where a remedy names one, it also says how to give it. */
export function answeredByImport(
  problems: readonly Problem[],
  { data, spec, project }: AskingFit,
): readonly Problem[] {
  return problems.map((problem) => {
    if (problem.remedy === undefined || !answers.test(problem.remedy)) return problem;
    const { file } = problem.place ?? {};
    // A project has its files by their names alone, wherever they came from.
    const path = file === undefined || project !== null ? 'FILE' : shellWord(dataPath(data, file));
    const into = project === null ? 'P' : shellWord(project);
    const importing = `wellspring import ${path} --project ${into}`;
    const fitting = `wellspring fit ${shellWord(spec)} --project ${into}`;
    const remedy = `${problem.remedy} fit has no such option: give it at import (${importing}, with the option), then fit in that project: ${fitting}.`;
    return { ...problem, remedy };
  });
}
