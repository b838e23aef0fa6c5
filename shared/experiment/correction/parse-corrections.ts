import { type LocatedDocument, type LocatedNode, readDocument } from '../../base/document.ts';
import { createReader, type DocumentReader, type MapReader } from '../../base/document-reader.ts';
import { failure, hasError, type Outcome, success } from '../../base/problem.ts';
import { type Corrections, correctionsFormat, type FlagDecision } from './corrections.ts';
import { stepKinds } from './kinds/index.ts';
import { documentOfValue } from './located-value.ts';
import type { CorrectionStep } from './step.ts';

/** Reads a document of corrections; `file` is its name in messages. JSON, or YAML for people. */
export function parseCorrections(text: string, file: string): Outcome<Corrections> {
  const value = jsonValue(text);
  if (value !== undefined) return correctionsOf(value, file);
  const parsed = readDocument(text, file);
  return parsed.ok ? readCorrections(parsed.value) : parsed;
}

/** The same of plain data, however large. */
export function correctionsOf(value: unknown, file: string): Outcome<Corrections> {
  return readCorrections(documentOfValue(value, file));
}

/** Steps alone, of plain data. */
export function stepsOf(value: unknown, file: string): Outcome<readonly CorrectionStep[]> {
  const corrections = correctionsOf({ steps: value }, file);
  return corrections.ok ? success(corrections.value.steps, corrections.problems) : corrections;
}

/** undefined: the text is no JSON. */
function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readCorrections(document: LocatedDocument): Outcome<Corrections> {
  const reader = createReader(document);
  const map = reader.map(document.root, '');
  map?.oneOf('format', [correctionsFormat], correctionsFormat);
  const [steps, decisions] = [map?.node('steps'), map?.node('decisions')];
  const value: Corrections = {
    steps: steps ? (reader.list(steps, 'steps', (node, where) => readStep(node, where, reader)) ?? []) : [],
    decisions: decisions
      ? (reader.list(decisions, 'decisions', (node, where) => readDecision(node, where, reader)) ?? [])
      : [],
  };
  map?.finish();
  const { problems } = reader;
  return hasError(problems) ? failure(problems) : success(value, problems);
}

/** One step as people write it: `{kind: excludeWells, wells: [A1], reason: bubbles}`; the braces may be left out. */
export function parseStep(text: string, file: string): Outcome<CorrectionStep> {
  const trimmed = text.trim();
  const parsed = readDocument(trimmed.startsWith('{') ? trimmed : `{${trimmed}}`, file);
  if (!parsed.ok) return parsed;
  const reader = createReader(parsed.value);
  const step = readStep(parsed.value.root, 'step', reader);
  const { problems } = reader;
  return step === undefined || hasError(problems) ? failure(problems) : success(step, problems);
}

function readStep(node: LocatedNode, where: string, reader: DocumentReader): CorrectionStep | undefined {
  const map = reader.map(node, where);
  if (map === null) return undefined;
  const name = map.oneOf(
    'kind',
    stepKinds.map(({ kind }) => kind),
  );
  const kind = stepKinds.find((each) => each.kind === name);
  if (kind === undefined) return undefined;
  const work = kind.read(map, reader);
  const step = {
    plate: map.string('plate', null),
    on: map.boolean('on', true),
    flag: map.string('flag', null),
  };
  // A key that is there and null is known: documents that programs write have every key.
  map.ignore(kind.keys);
  map.finish();
  return work === undefined ? undefined : { ...work, ...step };
}

function readDecision(node: LocatedNode, where: string, reader: DocumentReader): FlagDecision | undefined {
  const map: MapReader | null = reader.map(node, where);
  const flag = map?.string('flag');
  const decision = map?.oneOf('decision', ['accepted', 'rejected'] as const);
  const reason = map?.string('reason', '') ?? '';
  map?.finish();
  return flag === undefined || decision === undefined ? undefined : { flag, decision, reason };
}
