import { pushAll } from '../../shared/base/lists.ts';
import { hasError, type Outcome, type Problem } from '../../shared/base/problem.ts';
import { answerOf } from '../../shared/fit/joint.ts';
import type { FitDiagnosis } from '../../shared/prediction/trust/diagnosis.ts';
import { type Command, UsageError } from './command.ts';
import { diagnosisFiles, type SeedComparison } from './diagnose-tables.ts';
import { predictionSections } from './diagnose-text.ts';
import { look } from './diagnosed-fit.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Interruptible, interruptible } from './interruptible.ts';
import { occupiedFolder, writeMadeFiles } from './made-files.ts';
import { type NoiseComparison, noiseEpochs, noiseFits, noiseSection } from './noise-fits.ts';
import { openRestedFit, restedOptions } from './open-rested-fit.ts';
import type { Given } from './options.ts';
import { type Output, userPath } from './output.ts';
import { seedSection, seedsOf } from './seed-fits.ts';
import { posteriorSections } from './trust-text.ts';

export const diagnoseCommand: Command = {
  name: 'diagnose',
  positionals: '<fit>',
  count: [1, 1],
  summary: 'how far a fit can be trusted: coverage, scores, residuals, what the data decide, and more',
  options: {
    ...restedOptions,
    profile: {
      kind: 'text',
      value: 'NAME',
      help: 'of a joint fit (by chains or hierarchical): the profile of this shared parameter, as parameters.csv names it',
    },
    seeds: {
      kind: 'text',
      value: 'FIT',
      many: true,
      help: 'a fit of the same spec with another seed: says which means differ; may be given several times',
    },
    noise: {
      kind: 'flag',
      help: 'fit the spec again by short chains under constant, combined and autocorrelated errors, side by side',
    },
    warmup: {
      kind: 'integer',
      least: 20,
      help: `with --noise: transitions of those chains that warm up (${noiseEpochs.warmup})`,
    },
    epochs: {
      kind: 'integer',
      least: 1,
      help: `with --noise: transitions of those chains in all (${noiseEpochs.epochs})`,
    },
    out: { kind: 'text', value: 'DIR', help: 'diagnose.json and tables go there; a new or empty folder' },
    json: { kind: 'flag', help: 'a line of JSON for each part' },
  },
  run: (given, output) => interruptible((jobs) => diagnose(given, output, jobs)),
};

async function diagnose(given: Given, output: Output, jobs: Interruptible): Promise<ExitCode> {
  for (const option of ['warmup', 'epochs'])
    if (given.has(option) && !given.has('noise'))
      throw new UsageError(`--${option} is of the chains of --noise, which is not given`);
  const out = given.text('out');
  const folder = out === null ? null : userPath(out);
  const taken = folder === null ? null : occupiedFolder(folder);
  if (taken !== null) {
    await output.problems([taken]);
    return exitCodes.problems;
  }
  const [text = ''] = given.positionals;
  const profile = given.text('profile');
  const looked = await look(text, { depth: 'all', profile }, given, output, jobs);
  if (typeof looked === 'number') return looked;
  const { trust } = looked;
  if (trust === null) throw new Error('all of a fit was asked for');
  const seeds: SeedComparison[] = [];
  const refused: Problem[] = [];
  for (const other of given.texts('seeds')) {
    const theirs = await look(other, { depth: 'means', profile: null }, given, output, jobs);
    if (typeof theirs === 'number') return theirs;
    const compared = seedsOf({ name: text, diagnosis: looked }, { name: other, diagnosis: theirs });
    if (compared.ok) seeds.push(compared.value);
    else pushAll(refused, compared.problems);
  }
  if (profile !== null && !trust.profile.ok) refused.push(noProfile(trust.profile.reason));
  const noise = given.has('noise') ? await noiseOf(text, given, output, jobs) : null;
  if (jobs.interrupted()) return exitCodes.interrupted;
  if (noise !== null) pushAll(refused, noise.problems);
  const forms = noise?.ok === true ? noise.value : null;
  const { ground, verdict, converged, shared } = looked;
  await output.line({ fit: { name: text, ground, verdict, converged, shared } });
  for (const [name, value] of Object.entries(trust)) await output.line({ [name]: value });
  for (const one of seeds) await output.line({ seeds: one });
  if (forms !== null) await output.line({ noise: forms });
  if (!output.json) {
    const sections = [
      headText(text, looked),
      ...predictionSections(trust),
      ...posteriorSections(trust, profile),
      ...seeds.map(seedSection),
      ...(forms === null ? [] : [noiseSection(forms)]),
    ];
    await output.write(`${sections.join('\n\n')}\n`);
  }
  if (folder !== null) {
    const json = `${JSON.stringify({ fit: text, ...looked, seeds, noise: forms }, null, 1)}\n`;
    const files = [
      ...diagnosisFiles(looked, trust, { seeds, noise: forms }),
      ['diagnose.json', [json]] as const,
    ];
    const written = writeMadeFiles(
      folder,
      files.map(([name, content]) => ({ path: [name], text: [...content].join('') })),
    );
    pushAll(refused, written.problems);
    if (written.ok) output.say(`Written: ${folder}`);
  }
  await output.problems(refused);
  return hasError(refused) ? exitCodes.problems : exitCodes.done;
}

async function noiseOf(
  text: string,
  given: Given,
  output: Output,
  jobs: Interruptible,
): Promise<Outcome<NoiseComparison> | null> {
  const fit = await openRestedFit(text, given, output);
  if (!fit.ok) return fit;
  const { warmup, epochs } = noiseEpochs;
  const asked = { warmup: given.integer('warmup') ?? warmup, epochs: given.integer('epochs') ?? epochs };
  return noiseFits(fit.value, asked, output, jobs);
}

function headText(name: string, { ground, verdict, wells }: FitDiagnosis): string {
  const count = (set: string): number => wells.filter((well) => well.set === set).length;
  const sets = `${count('train')} wells train, ${count('validation')} validate, ${count('held-out')} are held out`;
  const how =
    verdict === null
      ? `variational (${ground.objective}): population parameters are drawn for each well and are a proposal, not a posterior`
      : `${answerOf(ground) === 'chains' ? 'chains' : 'hierarchical approximation'}: ${verdict}`;
  return `${name}: ${ground.model}, ${sets}.\n${how}.\nReadings are on the scaled data; errors are standard errors over wells.`;
}

function noProfile(reason: string): Problem {
  const remedy =
    'Name a shared parameter of a fit by chains or a hierarchical one, as its parameters.csv has it.';
  return { code: 'diagnose.noProfile', severity: 'error', message: `there is no profile: ${reason}`, remedy };
}
