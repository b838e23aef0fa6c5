import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pushAll } from '../../shared/base/lists.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { KnownMapping, PlateMapping } from '../../shared/plate/mapping/mapping.ts';
import { parseMapping } from '../../shared/plate/mapping/parse-mapping.ts';
import { readInputText } from '../jobs/input-file.ts';
import { userPath } from './output.ts';

/** What `--map` gave: one mapping for every file, or a folder's, each for files of its shape. */
export interface GivenMappings {
  readonly mapping: PlateMapping | null;
  readonly known: readonly KnownMapping[];
}

const none: GivenMappings = { mapping: null, known: [] };

/** @param path null: there is no `--map`. */
export function givenMappings(path: string | null): Outcome<GivenMappings> {
  if (path === null) return success(none);
  if (statSync(userPath(path), { throwIfNoEntry: false })?.isDirectory() !== true) {
    const mapping = readMapping(path);
    return mapping.ok ? success({ ...none, mapping: mapping.value }) : mapping;
  }
  const names = readdirSync(userPath(path))
    .filter((name) => /^[^.].*\.json$/i.test(name))
    .sort();
  const known: KnownMapping[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    const file = join(path, name);
    const mapping = readMapping(file);
    if (!mapping.ok) pushAll(problems, mapping.problems);
    else if (mapping.value.recognise === undefined) problems.push(unknownShape(file));
    else known.push({ from: file, mapping: mapping.value });
  }
  if (names.length === 0) {
    const message = 'the folder holds no mapping';
    const remedy = 'Put mappings into it, as read FILE --suggest-map prints them, named *.json.';
    problems.push({ code: 'mapping.none', severity: 'error', message, remedy, place: { file: path } });
  }
  return problems.length > 0 ? failure(problems) : success({ ...none, known });
}

function readMapping(path: string): Outcome<PlateMapping> {
  const text = readInputText(userPath(path));
  if (text.ok) return parseMapping(text.value, path);
  const message = `the mapping cannot be read: ${text.fault}`;
  const { remedy } = text;
  return failure([{ code: 'mapping.unreadable', severity: 'error', message, remedy, place: { file: path } }]);
}

function unknownShape(file: string): Problem {
  const message = 'the mapping does not say which files it is for';
  const remedy =
    'Write “recognise”, a list of headings and their cells, as read FILE --suggest-map prints it; or give this file alone with --map.';
  return {
    code: 'mapping.recognise',
    severity: 'error',
    message,
    remedy,
    place: { file, where: 'recognise' },
  };
}
