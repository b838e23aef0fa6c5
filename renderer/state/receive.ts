import type { AppState } from './app.svelte.ts';
import { desktop } from './desktop.ts';
import { oneOnly, readBytes, sortFiles, titleFor } from './dropped.ts';

/** Does with dropped or chosen files what they are for: opens a project, shows a spec, imports plates. */
export async function receive(app: AppState, files: readonly File[]): Promise<void> {
  const { projects, specs, models, plates } = sortFiles(files);
  const project = projects[0];
  if (project !== undefined) return openDropped(app, project);
  if (app.service.status !== 'open' || app.locked !== null) return;
  if (app.project === null) {
    const first = [plates, specs, models].find((some) => some.length > 0);
    if (first === undefined || !(await app.projects.create(titleFor(first), null))) return;
  }
  if (plates.length > 0) {
    app.go('import');
    await importPlates(app, plates);
  }
  await showSpec(app, [...specs, ...models]);
}

/** Imports, and shows the first plate that came in. */
export async function importPlates(app: AppState, files: readonly File[]): Promise<void> {
  const kept = await app.imports.add(files);
  const file = app.project?.files.find((one) => kept.includes(one.file));
  if (file?.plates[0] !== undefined) app.plate = file.plates[0];
}

/** Puts the texts of a spec and of the user's own model where they can be read and chosen; either may come alone. */
export async function showSpec(app: AppState, files: readonly File[]): Promise<void> {
  const { specs, models } = sortFiles(files);
  const [spec, model] = [specs[0], models[0]];
  if (spec === undefined && model === undefined) return;
  const problems = [oneOnly('spec', specs), oneOnly('model', models)].filter((one) => one !== null);
  for (const file of [spec, model]) {
    if (file === undefined) continue;
    const read = await readBytes(file);
    if (!read.ok) {
      problems.push(...read.problems);
      continue;
    }
    const text = new TextDecoder().decode(read.value);
    if (file === spec) app.specs.edit(file.name, text);
    else app.specs.takeModel({ name: file.name, text });
  }
  if (app.step !== 'fit') app.go('fit');
  if (problems.length > 0) app.notice = { kind: 'problems', problems };
}

async function openDropped(app: AppState, file: File): Promise<void> {
  const path = desktop()?.pathOfDropped(file) ?? null;
  if (path !== null) {
    await app.projects.open(path);
    return;
  }
  const problems = [
    {
      code: 'page.pathUnknown',
      severity: 'error' as const,
      message: `A browser does not say where ${file.name} lies, so it cannot be opened by dropping it.`,
      remedy: 'Type its path under Open on the start screen.',
    },
  ];
  if (app.project === null) app.projects.trouble = { what: file.name, path: null, problems };
  else app.notice = { kind: 'problems', problems };
}
