import type { AppState } from './app.svelte.ts';
import { desktop } from './desktop.ts';
import { readBytes, sortFiles, titleFor } from './dropped.ts';

/** Does with dropped or chosen files what they are for: opens a project, shows a spec, imports plates. */
export async function receive(app: AppState, files: readonly File[]): Promise<void> {
  const { projects, specs, plates } = sortFiles(files);
  const project = projects[0];
  if (project !== undefined) return openDropped(app, project);
  if (app.service.status !== 'open' || app.locked !== null) return;
  if (app.project === null) {
    if (plates.length === 0 && specs.length === 0) return;
    if (!(await app.projects.create(titleFor(plates.length > 0 ? plates : specs), null))) return;
  }
  if (plates.length > 0) {
    app.go('import');
    await importPlates(app, plates);
  }
  const spec = specs[0];
  if (spec !== undefined) await showSpec(app, spec);
}

/** Imports, and shows the first plate that came in. */
export async function importPlates(app: AppState, files: readonly File[]): Promise<void> {
  const kept = await app.imports.add(files);
  const file = app.project?.files.find((one) => kept.includes(one.file));
  if (file?.plates[0] !== undefined) app.plate = file.plates[0];
}

/** Puts a spec's text where it can be read and chosen. */
export async function showSpec(app: AppState, file: File): Promise<void> {
  const read = await readBytes(file);
  if (!read.ok) {
    app.notice = { kind: 'problems', problems: read.problems };
    return;
  }
  app.specs.edit(file.name, new TextDecoder().decode(read.value));
  if (app.step !== 'fit') app.go('fit');
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
