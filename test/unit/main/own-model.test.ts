import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ended, makeQuickProject, openDesk, type ServiceDesk, smallFit } from '../../helpers/service-desk.ts';

const resources = new URL('../../../resources/', import.meta.url);
const library = readFileSync(new URL('models/auto_constant/auto_constant.model', resources), 'utf8');
const text = library.replace('model auto_constant', 'model mine');
const spec = readFileSync(new URL('examples/vi-hds/auto_constant.yaml', resources), 'utf8').replace(
  'model: auto_constant',
  'model: models/mine.model',
);

let desk: ServiceDesk;
beforeEach(async () => {
  desk = openDesk();
  await makeQuickProject(desk);
});
afterEach(() => desk.close());

const choose = (model: { readonly name: string; readonly text: string } | null, changed = spec) =>
  desk.reply('spec.choose', { kind: 'text', name: 'mine.yaml', text: changed, model });

test('a project keeps the user’s own model with its spec, and fits have its text', async () => {
  expect(await choose({ name: 'mine.model', text })).toMatchObject({
    kind: 'value',
    value: {
      spec: { name: 'mine.yaml', model: { name: 'mine.model', text } },
      model: { id: 'mine' },
      problems: [],
    },
  });
  const { fit } = await desk.ask('fit.start', smallFit);
  expect(await desk.fitThat(fit, ended)).toMatchObject({
    status: 'done',
    problems: [{ code: 'fit.fewDraws' }],
  });

  // another text under the same name: undo brings the first back, with its spec
  const other = text.replace('0.002', '0.003');
  await choose({ name: 'mine.model', text: other });
  expect((await desk.ask('app.state', {})).project?.spec?.model?.text).toBe(other);
  await desk.ask('project.undo', {});
  expect((await desk.ask('app.state', {})).project?.spec?.model?.text).toBe(text);

  // without it the one that the project has is meant; a spec of the library drops it
  const again = await desk.ask('spec.choose', { kind: 'text', name: 'b.yaml', text: spec, model: null });
  expect(again.spec?.model?.text).toBe(text);
  const shipped = await desk.ask('spec.choose', { kind: 'shipped', id: 'auto_constant' });
  expect(shipped.spec?.model).toBeNull();
});

test('a model that is not given, is another, or has faults is refused, and the chosen spec stays', async () => {
  const before = (await desk.ask('app.state', {})).project?.spec;
  for (const [model, told] of [
    [null, 'mine.model'],
    [{ name: 'other.model', text }, 'other.model'],
    [{ name: 'mine.model', text: text.replace('observables', 'obsrvables') }, 'obsrvables'],
  ] as const) {
    const reply = await choose(model);
    expect(reply.kind).toBe('problems');
    expect(JSON.stringify(reply)).toContain(told);
  }
  expect((await desk.ask('app.state', {})).project?.spec).toEqual(before);
});

test('keys that neither the spec nor its model knows are refused before a fit begins', async () => {
  const reply = await choose(
    { name: 'mine.model', text },
    spec.replace('  learning_rate:', '  learning_rat:'),
  );
  expect(reply).toMatchObject({ kind: 'problems', problems: [{ code: 'document.unknownKey' }] });
});
