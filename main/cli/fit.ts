import type { Problem } from '../../shared/base/problem.ts';
import type { AnswerKind } from '../../shared/fit/answer.ts';
import type { Evaluation, FitResult } from '../../shared/fit/fit-result.ts';
import { answerOf } from '../../shared/fit/joint.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import { type SamplingReport, samplingText } from '../../shared/fit/sampling.ts';
import { type FitEnd, startFitRun } from '../fits/fit-run.ts';
import { shellWord } from '../fits/shell-word.ts';
import type { FitPrepared } from '../jobs/messages.ts';
import { Supervisor } from '../jobs/supervisor.ts';
import type { FitManifest } from '../store/fit-manifest.ts';
import { findProgramFolders } from '../store/resources.ts';
import { answeredByImport } from './answer-by-import.ts';
import { approximationText } from './approximation-text.ts';
import type { Command } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { fitOptions } from './fit-options.ts';
import { expandResume } from './fit-order.ts';
import type { FitTarget } from './fit-target.ts';
import { onInterrupt } from './interrupt.ts';
import { givenLayouts } from './layout-files.ts';
import { openFitTarget } from './open-fit-target.ts';
import type { Output } from './output.ts';
import { posteriorText } from './posterior-text.ts';
import { createProgressBar } from './progress-bar.ts';
import { scoresText } from './scores-text.ts';

export const fitCommand: Command = {
  name: 'fit',
  positionals: '<spec.yaml>',
  count: [0, 1],
  summary: 'fit a model to data; a reference spec is read unchanged',
  options: fitOptions,
  expand: expandResume,
  withoutReader: (given) => {
    const kept = ['out', 'project', 'resume'].some((option) => given.has(option));
    return kept ? 'goesOn' : 'isInVain';
  },
  async run(given, output) {
    const layouts = await givenLayouts(given, false);
    await output.problems(layouts.problems);
    if (!layouts.ok) return exitCodes.problems;
    const opened = await openFitTarget(given, layouts.value, output);
    if (!opened.ok) {
      await output.problems(opened.problems);
      return exitCodes.problems;
    }
    const target = opened.value;
    const { order } = target;
    const asking = { data: order.data, spec: order.spec.file, project: given.text('project') };
    const tell: TellProblems = (problems) => output.problems(answeredByImport(problems, asking));
    await tell(target.problems);
    if (target.note !== null) output.say(target.note);
    const { models, version } = findProgramFolders();
    const supervisor = new Supervisor();
    const bar = createProgressBar(process.stderr);
    // Lines keep their order whatever the pipe does.
    let written: Promise<void> = Promise.resolve();
    const then = (action: () => Promise<void>): void => {
      written = written.then(action);
    };
    const run = startFitRun({
      supervisor,
      order: target.order,
      models,
      version,
      files: target.files,
      keeper: target.keeper,
      checkpoint: target.checkpoint,
      startedFrom: target.startedFrom,
      background: false,
      listener: (event) => {
        if (event.kind === 'prepared') then(() => tellPrepared(event.prepared, run.pid(), output, tell));
        if (event.kind === 'progress') bar.show(event.progress);
        if (event.kind === 'sampling') {
          bar.clear();
          output.say(reportText(event.sampling, answerOf(order.settings)));
          then(() => output.line({ sampling: event.sampling }));
        }
        if (event.kind === 'evaluation') {
          bar.clear();
          output.say(evaluationText(event.evaluation));
          then(() => output.line({ evaluation: event.evaluation }));
        }
      },
    });
    const release = onInterrupt(() => {
      bar.clear();
      output.say('Stopping: writing a checkpoint. Once more: stop at once.');
      run.stop();
    });
    const end = await run.end;
    release();
    bar.clear();
    await written;
    target.close();
    const code = await tellEnd(end, target, output, tell);
    supervisor.close();
    return code;
  },
};

type TellProblems = (problems: readonly Problem[]) => Promise<void>;

async function tellPrepared(
  prepared: FitPrepared,
  pid: number | null,
  output: Output,
  tell: TellProblems,
): Promise<void> {
  const { model, backend, threads, relaxedMadd, train, validation, heldOut, selecting, problems } = prepared;
  await tell(problems);
  const choose = selecting === undefined ? '' : `, ${selecting.wells.length} (fold ${selecting.fold}) select`;
  const wells = `${train.length} wells train, ${validation.length} validate${choose}`;
  const on = `${backend}, ${threads} thread${threads === 1 ? '' : 's'}${relaxedMadd ? ', relaxed madd' : ''}`;
  output.say(`${model} on ${on}: ${wells}${heldOut.length > 0 ? `, ${heldOut.length} held out` : ''}.`);
  const counts = {
    ...{ train: train.length, validation: validation.length, heldOut: heldOut.length },
    ...(selecting !== undefined && { selection: selecting.wells.length }),
  };
  await output.line({ started: { pid, model, backend, threads, relaxedMadd, wells: counts } });
}

function evaluationText({ epoch, seconds, trainElbo, validationElbo, selectionElbo }: Evaluation): string {
  const chooses = selectionElbo === undefined ? '' : `, selection ${selectionElbo.toFixed(1)}`;
  const elbos = `elbo train ${trainElbo.toFixed(1)}, validation ${validationElbo.toFixed(1)}${chooses}`;
  return `epoch ${String(epoch).padStart(4)}  ${seconds.toFixed(0).padStart(5)} s  ${elbos}`;
}

function evaluationsText({ best, last }: FitResult, { selecting }: FitManifest): string {
  const kept = `kept evaluation: epoch ${best.epoch}, validation elbo ${best.validationElbo.toFixed(1)}`;
  const how =
    selecting === undefined
      ? 'chosen on the fold it reports: optimistic'
      : `chosen on fold ${selecting.fold}, which does nothing else`;
  return `${kept} (${how}); last ${last.validationElbo.toFixed(1)}.`;
}

/** `transition  420 of 1000     55 s  sampling: R-hat 1.013 (dR), 154 effective draws (KR6), 0 diverged`; `step` of a hierarchical fit. */
function reportText(report: SamplingReport, answer: AnswerKind): string {
  const { transitions, epochs, seconds } = report;
  const what = answer === 'chains' ? 'transition' : 'step';
  const place = `${what} ${String(transitions).padStart(4)} of ${epochs}`;
  return `${place}  ${seconds.toFixed(0).padStart(5)} s  ${samplingText(report)}`;
}

async function tellEnd(
  end: FitEnd,
  target: FitTarget,
  output: Output,
  tell: TellProblems,
): Promise<ExitCode> {
  const { name } = target;
  if (end.status === 'bug') {
    output.say(`This is a bug of Wellspring, not of your input:\n${end.message}`);
    await output.line({ end: { status: fitStatus.failed } });
    return exitCodes.bug;
  }
  await tell(end.problems);
  const { manifest } = end;
  // Its first checkpoint is there as soon as it is prepared; that of a fit gone on with was there before.
  const hasCheckpoint = manifest !== null || (target.checkpoint !== null && target.startedFrom === null);
  const goOn =
    name === null || !hasCheckpoint ? '' : `Go on with: wellspring fit --resume ${shellWord(name)}`;
  await output.line({
    end: { fit: name, status: end.status, best: manifest?.best ?? null, last: manifest?.last ?? null },
  });
  if (end.status === fitStatus.done) {
    await output.line({ validation: end.manifest.validation });
    output.say(scoresText(end.manifest.validation));
    const { best, diagnostics } = end.result;
    if (diagnostics.sampling !== undefined) {
      await output.line({ posterior: diagnostics.sampling });
      output.say(posteriorText(diagnostics.sampling, best.validationElbo));
    } else if (diagnostics.approximation !== undefined) {
      await output.line({ approximation: diagnostics.approximation });
      output.say(approximationText(diagnostics.approximation, best.validationElbo));
    } else output.say(evaluationsText(end.result, end.manifest));
    output.say(
      name === null
        ? 'Nothing was written: give --out DIR or --project P to keep the fit.'
        : `Written: ${name}`,
    );
    return exitCodes.done;
  }
  if (end.status === fitStatus.interrupted) {
    output.say(goOn === '' ? 'Interrupted; nothing was written.' : `Interrupted. ${goOn}`);
    if (name !== null && manifest !== null && manifest.evaluations.length > 0)
      output.say(`Predictions of what it has: wellspring predict ${shellWord(name)}`);
    return exitCodes.interrupted;
  }
  if (end.reason === 'input') return exitCodes.problems;
  if (end.reason === 'died' && goOn !== '') output.say(goOn);
  return exitCodes.noResult;
}
