import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fitOptions } from '../../main/cli/fit-options.ts';
import { givenSettings, refuseGiven } from '../../main/cli/fit-order.ts';
import { parseOptions } from '../../main/cli/options.ts';
import { fitHandlers } from '../../main/handlers/fits.ts';
import { takeRequest } from '../../main/handlers/handler.ts';
import { fitSettingsSchema } from '../../main/store/fit-settings.ts';
import { readForm, settingTexts } from '../../renderer/state/fit-settings.ts';
import { backendChoices } from '../../shared/compute/backends/index.ts';
import { formDefaults, requestKeys } from '../../shared/fit/request.ts';
import { type WholeSetting, wholeRange } from '../../shared/fit/setting.ts';
import {
  fitSettings,
  formKeys,
  optionName,
  type SettingKey,
  settingDefaults,
  settingEntries,
} from '../../shared/fit/settings.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import { created, newFit, temporaryFolder } from '../helpers/project-file.ts';

/** Every door that a setting can come through: which it lets in, and what it says of a value; empty: it may come in. */
interface Door {
  readonly name: string;
  readonly keys: readonly SettingKey[];
  says(key: SettingKey, value: number | string): readonly string[];
}

const allKeys = settingEntries.map(([key]) => key);

const commandLine: Door = {
  name: 'the command line',
  keys: allKeys,
  says(key, value) {
    const parsed = parseOptions([`--${optionName(key)}=${value}`], fitOptions);
    if (!parsed.ok) return [parsed.message];
    const refused = refuseGiven(parsed.given);
    if (refused.length > 0)
      return refused.map(({ message, remedy }) => `--${optionName(key)}: ${message} ${remedy}`);
    expect(givenSettings(parsed.given, settingDefaults)).toEqual({ ...settingDefaults, [key]: value });
    return [];
  },
};

/** A fold needs as many folds, whatever its own bounds. */
function request(key: SettingKey, value: number | string) {
  return { ...formDefaults, ...(key === 'fold' && { folds: fitSettings.folds.most }), [key]: value };
}

const schema: Door = {
  name: 'the schema of fit.start',
  keys: requestKeys,
  says(key, value) {
    const taken = takeRequest('fit.start', fitHandlers['fit.start'], request(key, value));
    return taken.problems.map(({ message }) => message);
  },
};

const form: Door = {
  name: 'the page’s form',
  keys: formKeys,
  says(key, value) {
    const texts = settingTexts({
      ...formDefaults,
      evaluateEvery: 1,
      ...(key === 'evaluateEvery' && { epochs: fitSettings.epochs.most }),
      // the others do not warm up
      ...(key === 'warmup' && { posterior: 'nuts', epochs: fitSettings.epochs.most }),
    });
    const folds = key === 'fold' ? { folds: String(fitSettings.folds.most) } : {};
    const read = readForm({ ...texts, ...folds, [key]: String(value) });
    return read.ok ? [] : Object.entries(read.messages).map(([wrong, message]) => `${wrong}: ${message}`);
  },
};

const store: Door = {
  name: 'the store',
  keys: allKeys,
  says(key, value) {
    const { folder, remove } = temporaryFolder();
    onTestFinished(remove);
    const project = created(join(folder, 'p.wellspring'));
    const fit = newFit();
    const settings = { ...fit.order.settings, [key]: value };
    const started = project.startFit({ ...fit, order: { ...fit.order, settings } });
    const stored = started.ok ? project.fit(started.value.fit)?.order.settings : null;
    project.close();
    if (started.ok) expect(stored).toEqual(settings);
    return started.problems.map(({ message, remedy }) => `${message} ${remedy ?? ''}`);
  },
};

const doors = [commandLine, schema, form, store];
const whole = settingEntries.filter(
  (entry): entry is [SettingKey, WholeSetting] => entry[1].kind === 'whole',
);

describe.each(doors)('$name', (door) => {
  test.each(whole.filter(([key]) => door.keys.includes(key)))(
    '%s has the bounds of the table',
    (key, setting) => {
      const { least, most } = setting;
      expect(door.says(key, least)).toEqual([]);
      expect(door.says(key, most)).toEqual([]);
      for (const value of [least - 1, most + 1]) {
        const said = door.says(key, value);
        // The command line names the option, the others the setting; the form has the thousands apart.
        const name = door === commandLine ? `--${optionName(key)} ${value}: ` : key;
        const range =
          door === form
            ? `a whole number from ${least.toLocaleString()} to ${most.toLocaleString()}`
            : wholeRange(setting);
        expect(
          said.filter((one) => one.includes(name) && one.includes(range)).length,
          String(value),
        ).toBeGreaterThan(0);
      }
    },
  );

  test('choices are those of the table', () => {
    for (const [key, setting] of settingEntries) {
      if (setting.kind !== 'choice' || !door.keys.includes(key)) continue;
      for (const choice of setting.choices) expect(door.says(key, choice)).toEqual([]);
      const [said] = door.says(key, 'nothing of the kind');
      for (const choice of setting.choices) expect(said).toContain(choice);
      expect(said).toMatch(door === commandLine ? optionName(key) : key);
    }
  });
});

test('the window’s door knows the form’s settings and no other', () => {
  for (const key of allKeys) {
    const says = schema.says(key, settingDefaults[key] as number);
    expect(says.length, key).toBe(requestKeys.some((known) => known === key) ? 0 : 1);
  }
});

test('the key of a spec has the bounds of the setting that it stands for', () => {
  for (const [key, { inSpec, least, most }] of whole) {
    if (inSpec === undefined) continue;
    const parse = (value: number) =>
      parseFitSpec(`data: {}\nmodel: m\nparams:\n  ${inSpec.key}: ${value}\n`, 's.yaml').problems.filter(
        ({ code }) => code === 'spec.range',
      );
    expect([...parse(least), ...parse(most)], key).toEqual([]);
    for (const value of [least - 1, most + 1])
      expect(parse(value)).toMatchObject([
        {
          message: expect.stringContaining(inSpec.key),
          remedy: expect.stringContaining(`${least} to ${most}`),
        },
      ]);
  }
});

test('defaults are within their own bounds, and the form begins with some of its own', () => {
  for (const [key, setting] of settingEntries) {
    const value = setting.default;
    if (setting.kind === 'whole' || setting.kind === 'choice')
      expect(store.says(key, value as string)).toEqual([]);
  }
  for (const key of formKeys) expect(schema.says(key, formDefaults[key])).toEqual([]);
});

test('backends are those there are', () => {
  expect([...fitSettings.backend.choices].sort()).toEqual(
    ['auto', ...backendChoices.map(({ id }) => id)].sort(),
  );
});

describe('settings that were stored', () => {
  const { preprocessing, selection, objective, estimator, posterior, warmup, relaxedMadd, ...oldest } =
    settingDefaults;

  test('before a setting was there mean its default', () => {
    expect(fitSettingsSchema.parse({ ...oldest, threads: 1 })).toEqual(settingDefaults);
    expect(fitSettingsSchema.parse({ ...oldest, threads: 2, relaxedMadd: true })).toEqual({
      ...settingDefaults,
      threads: 2,
      relaxedMadd: true,
    });
    expect([preprocessing, selection, objective, estimator, posterior, warmup, relaxedMadd]).toEqual([
      // the spec's, and specs from then state none
      null,
      'reported',
      'iwae',
      'plain',
      'variational',
      400,
      false,
    ]);
  });

  test('before there were bounds are still read', () => {
    const wild = { ...oldest, epochs: Number.MAX_SAFE_INTEGER, folds: 1 };
    expect(fitSettingsSchema.parse(wild)).toMatchObject({ epochs: Number.MAX_SAFE_INTEGER, folds: 1 });
  });
});
