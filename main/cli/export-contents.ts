import { type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { isAtRest } from '../../shared/fit/life.ts';
import { manifestOf, resultOf } from '../fits/manifest-of.ts';
import { manifestText } from '../store/fit-manifest.ts';
import { historyTable, resultTables } from '../store/fit-tables.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StoredFit } from '../store/stored-fit.ts';

/** A file that is to be written. */
export interface ExportedFile {
  readonly name: string;
  readonly content: Uint8Array | Iterable<string>;
}

/** What of a project can be written out, and what of it cannot, which stops nothing else. */
export interface ExportContents {
  readonly files: readonly (() => Outcome<ExportedFile>)[];
}

/** The plate files byte for byte as they came, the chosen spec, and the user's own model with it. One file is read at a time. */
export function originalFiles(store: ProjectStore): ExportContents {
  const plates = store.files().map(({ file, sha256 }) => (): Outcome<ExportedFile> => {
    const bytes = store.readContent(sha256);
    return bytes.ok ? success({ name: file, content: bytes.value }) : bytes;
  });
  const spec = store.spec();
  const texts = spec === null ? [] : [spec, ...(spec.model === null ? [] : [spec.model])];
  const written = texts.map(
    ({ name, text }) =>
      () =>
        success({ name, content: [text] }),
  );
  return { files: [...plates, ...written] };
}

/** What `fit --out` would have left of a project's fit: all of it where it has predictions, else how its training went. */
export function fitTables(store: ProjectStore, stored: StoredFit): Outcome<ExportContents> {
  const history = store.readHistory(stored.fit);
  const result = stored.hasResult ? store.readResult(stored.fit) : null;
  const problems: readonly Problem[] = [
    ...history.problems,
    ...(result === null ? [noResult(stored)] : result.problems),
  ];
  const status = isAtRest(stored.status) ? stored.status : 'interrupted';
  const { order, versions, startedFrom, evaluations, seconds } = stored;
  const prepared = stored.prepared && { ...stored.prepared, problems: stored.problems };
  const known = { prepared, evaluations, seconds, history: history.ok ? history.value : [] };
  const manifest = {
    ...manifestOf(status, { order, version: versions.wellspring ?? '', startedFrom }, known),
    ...(result?.ok === true && resultOf(result.value)),
  };
  const files = [
    ...(history.ok ? [{ name: 'history.csv', content: historyTable(history.value) }] : []),
    ...(result?.ok === true ? resultTables(result.value).map(([name, content]) => ({ name, content })) : []),
    {
      name: 'fit.json',
      content: [manifestText({ ...manifest, versions: { ...manifest.versions, ...versions } })],
    },
  ];
  return success({ files: files.map((file) => () => success(file)) }, problems);
}

function noResult({ fit, evaluations }: StoredFit): Problem {
  const message = `${fit} has no predictions, so only how its training went is written`;
  const remedy =
    evaluations.length === 0
      ? 'Go on with it until its first evaluation.'
      : `Make them first: wellspring predict PROJECT#${fit}`;
  return { code: 'export.noPredictions', severity: 'warning', message, remedy };
}
