import { present } from '../../shared/base/assert.ts';
import { pushAll } from '../../shared/base/lists.ts';
import type { Problem } from '../../shared/base/problem.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import { type PredictionEnd, runPrediction } from '../fits/prediction-run.ts';
import { Supervisor } from '../jobs/supervisor.ts';
import { findProgramFolders } from '../store/resources.ts';
import type { Command } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { fitOptions } from './fit-options.ts';
import { onInterrupt } from './interrupt.ts';
import { givenNewFiles, newWellsOptions } from './new-wells-options.ts';
import type { Output } from './output.ts';
import { runNewWells } from './predict-new.ts';
import { runScenario } from './predict-scenario.ts';
import { openPredictTarget } from './predict-target.ts';
import { runZeroShot } from './predict-zero-shot.ts';
import { givenScenario, givenZeroShot, scenarioOptions, zeroShotOptions } from './scenario-options.ts';
import { scoresText } from './scores-text.ts';

export const predictCommand: Command = {
  name: 'predict',
  positionals: '<fit>',
  count: [1, 10_000],
  summary:
    'predict wells that were never there, or new ones with readings, from a fit; alone: make the predictions of one that is not done',
  options: {
    ...scenarioOptions,
    ...zeroShotOptions,
    ...newWellsOptions,
    data: { kind: 'text', value: 'DIR', help: 'folder of the data files, where they were moved (the fit’s)' },
    threads: present(fitOptions.threads, 'a fit knows threads'),
    json: { kind: 'flag', help: 'the end, or each well that is asked for, as a line of JSON on stdout' },
  },
  async run(given, output) {
    const files = givenNewFiles(given);
    if (files !== null) return runNewWells(given, files, output);
    const zeroShot = givenZeroShot(given);
    if (zeroShot !== null) return runZeroShot(given, zeroShot, output);
    const scenario = givenScenario(given);
    if (scenario !== null) return runScenario(given, scenario, output);
    const opened = await openPredictTarget(given, output);
    if (!opened.ok) {
      await output.problems(opened.problems);
      if (opened.problems.some(({ code }) => code === 'fit.done'))
        output.say(
          'For wells that were never there say which: --device, --treatment, --part or --well; for those of a device left out, --zero-shot. For new ones: --new FILE.',
        );
      return exitCodes.problems;
    }
    const target = opened.value;
    const supervisor = new Supervisor();
    const warnings: Problem[] = [];
    const run = runPrediction({
      ...target.launch,
      ...{ supervisor, models: findProgramFolders().models, background: false },
      onPrepared: ({ problems }) => pushAll(warnings, problems),
    });
    const release = onInterrupt(() => run.stop());
    const end = await run.end;
    release();
    target.close();
    await output.problems(warnings);
    const code = await tellEnd(end, target.name, output);
    supervisor.close();
    return code;
  },
};

async function tellEnd(end: PredictionEnd, name: string, output: Output): Promise<ExitCode> {
  switch (end.status) {
    case fitStatus.done: {
      const { best, validation } = end.result;
      await output.problems(end.problems);
      await output.line({ end: { fit: name, status: 'predicted', best } });
      await output.line({ validation });
      output.say(scoresText(validation));
      const from = `epoch ${best.epoch}, validation elbo ${best.validationElbo.toFixed(1)}`;
      output.say(`Predictions from ${from}; the fit is not done. Written: ${name}`);
      return exitCodes.done;
    }
    case 'stopped':
      output.say('Interrupted; the fit is as it was.');
      return exitCodes.interrupted;
    case fitStatus.failed:
      await output.problems(end.problems);
      return end.reason === 'input' ? exitCodes.problems : exitCodes.noResult;
    case 'bug':
      output.say(`This is a bug of Wellspring, not of your input:\n${end.message}`);
      return exitCodes.bug;
  }
}
