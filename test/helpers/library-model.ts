import { readFileSync } from 'node:fs';
import { formatProblem } from '../../shared/base/problem.ts';
import type { Model } from '../../shared/model/model.ts';
import { parseModel } from '../../shared/model/parse-model.ts';

const folder = new URL('../../resources/models/', import.meta.url);

/** A model of the library by id; a warning fails the test as well, so that the library stays clean. */
export function libraryModel(id: string): Model {
  return modelFromText(readFileSync(new URL(`${id}/${id}.model`, folder), 'utf8'), `${id}.model`);
}

export function modelFromText(text: string, file = 'test.model'): Model {
  const outcome = parseModel(text, file);
  const [problem] = outcome.problems;
  if (!outcome.ok || problem !== undefined) {
    throw new Error(outcome.problems.map(formatProblem).join('\n'));
  }
  return outcome.value;
}
