import { describe, expect, test } from 'vitest';
import { fitCommand } from '../../../../main/cli/fit.ts';
import { fitOptions } from '../../../../main/cli/fit-options.ts';
import { expandResume, refuseGiven } from '../../../../main/cli/fit-order.ts';
import { commandHelp } from '../../../../main/cli/help.ts';
import { parseOptions } from '../../../../main/cli/options.ts';
import { progressText } from '../../../../main/cli/progress-bar.ts';

/** The message, or nothing where the arguments are right. */
function fault(...args: string[]): string {
  const parsed = parseOptions(expandResume(args), fitOptions);
  return parsed.ok ? '' : parsed.message;
}

describe('options', () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--epoch', '3'], 'there is no option --epoch; did you mean --epochs?'],
    [['-e', '3'], 'there is no option -e'],
    [['--no-json'], 'there is no option --no-json'],
    [['--threads', '0'], '--threads 0: give a whole number from 1 to 64'],
    [['--epochs', 'ten'], '--epochs ten: give a whole number from 1 to 10000000'],
    [['--epochs', '0'], '--epochs 0: give a whole number from 1 to 10000000'],
    [['--epochs', '1.5'], '--epochs 1.5: give a whole number from 1 to 10000000'],
    [['--epochs', '1e3'], '--epochs 1e3: give a whole number from 1 to 10000000'],
    [['--seed', '-1'], '--seed -1: give a whole number from 0 to 9007199254740991'],
    [['-dash.csv'], 'there is no option -dash.csv; a file of that name is written ./-dash.csv'],
    [['--old.csv'], 'there is no option --old.csv; a file of that name is written ./--old.csv'],
    [['--seed', '1', '--seed', '2'], '--seed is given twice; give it once'],
    [['--out', '--json'], '--out needs a value: --out DIR'],
    [['--out'], '--out needs a value: --out DIR'],
    [['--out='], '--out needs a value: --out DIR'],
    [['--json=yes'], '--json takes no value'],
    [['--backend', 'javscript'], '--backend javscript: there is no such choice; did you mean javascript?'],
    [['--__proto__', 'x'], 'there is no option --__proto__'],
  ];
  test.each(wrong)('refuses %j', (args, message) => {
    expect(fault(...args)).toBe(message);
  });

  test('takes values in both forms, repeated where allowed', () => {
    const parsed = parseOptions(
      ['a.yaml', '--epochs=20', '--seed', '7', '--set', 'a=1', '--set=b=2', '--json'],
      fitOptions,
    );
    expect(parsed.ok).toBe(true);
    if (!parsed.ok) return;
    const { given } = parsed;
    expect(given.positionals).toEqual(['a.yaml']);
    expect([given.integer('epochs'), given.integer('seed'), given.integer('folds')]).toEqual([20, 7, null]);
    expect(given.texts('set')).toEqual(['a=1', 'b=2']);
    expect(given.has('json')).toBe(true);
  });

  test.each([
    ['epochs', '10000001'],
    ['epochs', '1e30'],
    ['epochs', '1e999'],
    ['epochs', '2.5E9'],
    ['threads', '999'],
    ['seed', '99999999999999999999'],
    ['seed', '9007199254740993'],
  ])('--%s %s is right usage, and more than the program can do', (option, value) => {
    const parsed = parseOptions([`--${option}`, value], fitOptions);
    expect(parsed.ok && refuseGiven(parsed.given)).toMatchObject([
      { code: 'fit.badSetting', message: expect.stringContaining(`--${option} ${value}`) },
    ]);
  });

  test('--resume stands alone before a spec, an option or nothing', () => {
    const resumed = (...args: string[]): string | null => {
      const parsed = parseOptions(expandResume(args), fitOptions);
      return parsed.ok ? parsed.given.text('resume') : parsed.message;
    };
    expect(resumed('--resume', 'out')).toBe('out');
    expect(resumed('--resume=out')).toBe('out');
    const alone = resumed('--resume');
    expect(alone).not.toBeNull();
    for (const next of ['spec.yaml', 'SPEC.YML', '--json']) expect(resumed('--resume', next)).toBe(alone);
    expect(resumed('spec.yaml')).toBeNull();
  });
});

test('the progress line says what is done, how fast and how long still', () => {
  const progress = {
    activity: 'training',
    epoch: 5,
    epochs: 10,
    step: 35,
    stepsPerSecond: 4.21,
    secondsLeft: 200,
  };
  expect(progressText(progress)).toBe(
    `[${'#'.repeat(12)}${'.'.repeat(12)}] 5.0 of 10 epochs, 4.2 steps/s, 3 min left, training`,
  );
});

test('help names the choices there are, and none that is not yet, which is refused with what to use instead', () => {
  const help = commandHelp(fitCommand);
  for (const [option, { choices = [], notYet = {} }] of Object.entries(fitOptions)) {
    const line = help.split('\n').find((each) => each.trimStart().startsWith(`--${option} `)) ?? '';
    const words = line.split(/[\s|]/);
    for (const choice of choices) expect(words, `${option} ${choice}`).toContain(choice);
    for (const choice of Object.keys(notYet)) {
      if (choices.length > 0) expect(words, `${option} ${choice}`).not.toContain(choice);
      const parsed = parseOptions([`--${option}`, choice], fitOptions);
      expect(parsed.ok && refuseGiven(parsed.given)).toMatchObject([{ code: 'option.notYet' }]);
    }
  }
});
