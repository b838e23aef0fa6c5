import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { FitRequest } from '../../shared/channels.ts';
import { createJsonDoor } from './json-door.ts';

/** Largest values that a window may ask for; beyond them is the command line's work. */
const most = {
  epochs: 100_000,
  draws: 10_000,
  evaluationDraws: 100_000,
  evaluateEvery: 100_000,
  folds: 1000,
  fold: 1000,
};

/** `fit.start`'s request at the door: whole numbers in their ranges, a fold that exists. */
export function parseFitRequest(request: unknown): Outcome<FitRequest> {
  const door = createJsonDoor('fit.start');
  const fields = door.object(request, 'the request');
  const integer = (name: keyof FitRequest, least: number, largest: number): number => {
    const value = door.integer(fields[name], name, least);
    if (value > largest) door.report(name, `${name} is ${value}`, `Give at most ${largest}.`);
    return value;
  };
  const parsed: FitRequest = {
    epochs: integer('epochs', 1, most.epochs),
    draws: integer('draws', 1, most.draws),
    evaluationDraws: integer('evaluationDraws', 1, most.evaluationDraws),
    evaluateEvery: integer('evaluateEvery', 1, most.evaluateEvery),
    folds: integer('folds', 2, most.folds),
    fold: integer('fold', 1, most.fold),
    seed: integer('seed', 0, Number.MAX_SAFE_INTEGER),
  };
  if (parsed.fold > parsed.folds) {
    door.report('fold', `there is no fold ${parsed.fold} of ${parsed.folds}`, `Give 1 to ${parsed.folds}.`);
  }
  return door.problems.length > 0 ? failure(door.problems) : success(parsed);
}

/** The one text field of a request. */
export function parseNamed(channel: string, request: unknown, field: string): Outcome<string> {
  const door = createJsonDoor(channel);
  const value = door.text(door.object(request, 'the request')[field], field);
  return door.problems.length > 0 ? failure(door.problems) : success(value);
}
