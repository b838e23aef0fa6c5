import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type {
  Channel,
  ChannelReply,
  ChannelRequest,
  FitSummary,
  ServiceEvent,
} from '../../shared/channels.ts';
import type { Evaluation } from '../../shared/fit/fit-result.ts';
import { formDefaults } from '../../shared/fit/request.ts';
import { killIfThere } from './processes.ts';
import { opened } from './project-file.ts';
import { randomIntegers } from './random-integers.ts';
import { Gone, type ServedProgram, serveProgram } from './served-program.ts';

/** `service`: host and service are one process here; `job`: the fit's or the import's; `stream`: the page loses its events. */
export type Victim = 'service' | 'job' | 'stream';

/** One kill and what was found afterwards. */
export interface ServiceKill {
  readonly victim: Victim;
  /** `importing`, `evaluated 3`. */
  readonly moment: string;
  /** Whether the walk came to that moment. */
  readonly struck: boolean;
  /** Empty: the project opened, was whole, had all that was acknowledged, and its fits came to the same numbers. */
  readonly wrong: readonly string[];
}

const examples = join(import.meta.dirname, '../../resources/examples/vi-hds');
const specText = readFileSync(join(examples, 'auto_constant.yaml'), 'utf8');
const fit = { ...formDefaults, epochs: 4, draws: 3, evaluationDraws: 4, evaluateEvery: 1 };
const moments = [
  ...['opening', 'opened', 'importing', 'imported', 'choosing', 'chosen', 'starting', 'started', 'prepared'],
  ...['evaluated 1', 'evaluated 2', 'evaluated 3', 'evaluated 4', 'finished', 'closing'],
];

/** What the program has said is done; it must be there whatever happens. */
interface Acknowledged {
  /** Name -> SHA-256. */
  readonly files: Map<string, string>;
  /** Any of these: the last acknowledged, and those sent since. */
  specs: string[];
  readonly fits: Set<string>;
  readonly done: Set<string>;
}

type Numbers = readonly (readonly number[])[];

/**
 * Walks through import, spec and fit in one project, again and again, and kills something at a seeded moment of each walk;
 * then looks into the project's file, and lets the next walk go on with what was interrupted.
 */
export async function killServices(
  home: string,
  seed: number,
  count: number,
): Promise<readonly ServiceKill[]> {
  const path = join(home, 'kills.wellspring');
  const known: Acknowledged = { files: new Map(), specs: [], fits: new Set(), done: new Set() };
  const calm = await walk(home, path, known, 0, null);
  const reference = calm.numbers[0] ?? [];
  if (reference.length !== fit.epochs) throw new Error(`no reference: ${JSON.stringify(calm)}`);
  const draw = randomIntegers(seed);
  const kills: ServiceKill[] = [];
  for (let i = 1; i <= count; i++) {
    const victim: Victim = (['service', 'service', 'job', 'stream'] as const)[draw(4)] ?? 'service';
    const moment = moments[draw(moments.length)] ?? '';
    const walked = await walk(home, path, known, i, { victim, moment });
    const wrong = [...walked.wrong, ...look(path, known, reference)];
    for (const numbers of walked.numbers)
      if (!isDeepStrictEqual(numbers, reference)) wrong.push(`a fit came to ${JSON.stringify(numbers)}`);
    kills.push({ victim, moment, struck: walked.struck, wrong });
  }
  // All that is left comes to its end.
  const last = await walk(home, path, known, count + 1, null);
  const wrong = [...last.wrong, ...look(path, known, reference)];
  if (known.done.size !== known.fits.size) wrong.push('not every fit came to its end');
  if (last.numbers.some((numbers) => !isDeepStrictEqual(numbers, reference))) wrong.push('other numbers');
  return [...kills, { victim: 'service', moment: 'none', struck: true, wrong }];
}

interface Walked {
  readonly struck: boolean;
  /** Of each fit that came to its end. */
  readonly numbers: Numbers[];
  readonly wrong: string[];
}

async function walk(
  home: string,
  path: string,
  known: Acknowledged,
  round: number,
  kill: { readonly victim: Victim; readonly moment: string } | null,
): Promise<Walked> {
  const program = await serveProgram(home);
  const walker = new Walker(program, known, kill);
  try {
    await walker.take(path, round);
  } catch (error) {
    if (!(error instanceof Gone)) walker.wrong.push(String(error));
  }
  if (!walker.killed) program.kill('SIGINT');
  await program.ended;
  return { struck: walker.struck, numbers: walker.numbers, wrong: walker.wrong };
}

/** Takes the steps of one walk and strikes when its moment comes. */
class Walker {
  struck = false;
  killed = false;
  readonly numbers: Numbers[] = [];
  readonly wrong: string[] = [];
  readonly #program: ServedProgram;
  readonly #known: Acknowledged;
  readonly #kill: { readonly victim: Victim; readonly moment: string } | null;
  readonly #waiting = new Set<(summary: FitSummary) => void>();
  #stream: { close(): void } | null = null;

  constructor(
    program: ServedProgram,
    known: Acknowledged,
    kill: { readonly victim: Victim; readonly moment: string } | null,
  ) {
    this.#program = program;
    this.#known = known;
    this.#kill = kill;
  }

  async take(path: string, round: number): Promise<void> {
    const known = this.#known;
    await this.#listen();
    const first = known.fits.size === 0;
    const opening = first
      ? this.#ask('project.create', { title: 'Kills', path, stopFits: false })
      : this.#ask('project.open', { path, stopFits: false });
    await this.#reach('opening', opening);
    const project = await opening;
    await this.#reach('opened');
    for (const { fit, status, problems } of project.fits) {
      if (status === 'done') continue;
      // What waited, or had not come to its first checkpoint, is begun again without being asked.
      if (!['interrupted', 'queued', 'running'].includes(status))
        this.wrong.push(`${fit} is ${status} after a new start`);
      if (status === 'interrupted' && known.fits.has(fit) && problems.length === 0)
        this.wrong.push(`${fit} does not say why it was interrupted`);
      known.fits.add(fit);
      await this.#finish(fit, () =>
        status === 'interrupted' ? this.#ask('fit.resume', { fit }) : this.#catchUp(),
      );
    }
    await this.#import(first ? 'proc_EC10G_EtOH.csv' : `plate-${round}.csv`, round);
    const text = `${specText}\n# ${round}\n`;
    known.specs.push(text);
    const choosing = this.#ask('spec.choose', { kind: 'text', name: 'auto.yaml', text, model: null });
    await this.#reach('choosing', choosing);
    await choosing;
    known.specs = [text];
    await this.#reach('chosen');
    const starting = this.#ask('fit.start', fit);
    await this.#reach('starting', starting);
    const started = await starting;
    known.fits.add(started.fit);
    await this.#finish(started.fit, () => this.#reach('started'));
    await this.#reach('finished');
    if (this.#kill?.moment === 'closing') this.#program.kill('SIGINT');
    await this.#reach('closing');
  }

  async #import(name: string, round: number): Promise<void> {
    const bytes = round === 0 ? new Uint8Array(readFileSync(join(examples, name))) : smallPlate(round);
    const importing = this.#ask('files.import', { files: [{ name, bytes }] });
    await this.#reach('importing', importing);
    const { kept, refused } = await importing;
    if (kept.includes(name)) this.#known.files.set(name, createHash('sha256').update(bytes).digest('hex'));
    else if (this.#kill?.victim !== 'job') this.wrong.push(`import: ${JSON.stringify(refused)}`);
    await this.#reach('imported');
  }

  /** Waits for a fit's end, and goes on with it where its job was killed; one without a checkpoint is started anew. */
  async #finish(fit: string, begin: () => Promise<unknown>): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const end = this.#endOf(fit);
      await (attempt === 0 ? begin() : this.#ask('fit.resume', { fit }));
      const summary = await end;
      if (summary.status === 'done') {
        this.#known.done.add(fit);
        this.numbers.push(numbersOf(summary.evaluations));
        return;
      }
      if (summary.status !== 'interrupted' || this.#kill?.victim !== 'job')
        this.wrong.push(`${fit} ended ${summary.status}: ${JSON.stringify(summary.problems)}`);
      if (!summary.can.resume) {
        await this.#ask('fit.remove', { fit });
        this.#known.fits.delete(fit);
        const anew = await this.#ask('fit.start', summary.request);
        this.#known.fits.add(anew.fit);
        return this.#finish(anew.fit, () => this.#catchUp());
      }
    }
    this.wrong.push(`${fit} came to no end`);
  }

  #endOf(fit: string): Promise<FitSummary> {
    const end = new Promise<FitSummary>((resolve, reject) => {
      const hear = (summary: FitSummary): void => {
        if (summary.fit !== fit) return;
        // Whoever waits for the end hears of a kill by itself.
        this.#strikeIn(summary).catch(() => {});
        if (!['done', 'interrupted', 'failed'].includes(summary.status)) return;
        this.#waiting.delete(hear);
        resolve(summary);
      };
      this.#waiting.add(hear);
      void this.#program.ended.then(() => reject(new Gone('ended')));
    });
    // A kill before anyone waits for it.
    end.catch(() => {});
    return end;
  }

  async #strikeIn({ status, evaluations }: FitSummary): Promise<void> {
    if (status !== 'running') return;
    await this.#reach(evaluations.length === 0 ? 'prepared' : `evaluated ${evaluations.length}`);
  }

  /** `pending`: an answer that a kill leaves without anyone to hear it. */
  async #reach(moment: string, pending?: Promise<unknown>): Promise<void> {
    if (this.struck || moment !== this.#kill?.moment) return;
    this.struck = true;
    switch (this.#kill.victim) {
      case 'service':
        this.killed = true;
        pending?.catch(() => {});
        this.#program.kill('SIGKILL');
        await this.#program.ended;
        throw new Gone('killed');
      case 'job':
        for (const pid of this.#program.jobs()) killIfThere(pid);
        break;
      case 'stream':
        this.#stream?.close();
        await this.#listen();
    }
  }

  /** What was missed while nobody listened is asked for. */
  async #listen(): Promise<void> {
    this.#stream = await this.#program.listen((event: ServiceEvent) => {
      if (event.kind === 'fit') for (const hear of this.#waiting) hear(event.fit);
    });
    await this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    const { project } = await this.#ask('app.state', {});
    for (const summary of project?.fits ?? []) for (const hear of this.#waiting) hear(summary);
  }

  async #ask<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<ChannelReply<C>> {
    const reply = await this.#program.call(channel, request);
    if (reply.kind !== 'value') throw new Error(`${channel}: ${JSON.stringify(reply)}`);
    return reply.value;
  }
}

/** Looks into the file itself, as the next program will find it. */
function look(path: string, known: Acknowledged, reference: Numbers): readonly string[] {
  const store = opened(path);
  const wrong = store.integrity().map(({ message }) => message);
  for (const [name, sha256] of known.files) {
    const bytes = store.readFile(name);
    if (!bytes.ok || createHash('sha256').update(bytes.value).digest('hex') !== sha256)
      wrong.push(`${name} is not as it was`);
  }
  const text = store.spec()?.text;
  if (known.specs.length > 0 && (text === undefined || !known.specs.includes(text)))
    wrong.push('the spec is not the one that was chosen');
  for (const name of known.fits) {
    const fit = store.fit(name);
    if (fit === null) {
      wrong.push(`${name} is gone`);
      continue;
    }
    const numbers = numbersOf(fit.evaluations);
    if (!isDeepStrictEqual(numbers, reference.slice(0, numbers.length)))
      wrong.push(`${name} holds ${JSON.stringify(numbers)}`);
    if (known.done.has(name) && (fit.status !== 'done' || !store.readResult(name).ok))
      wrong.push(`${name} was done and is ${fit.status}`);
  }
  store.close();
  return wrong;
}

function numbersOf(evaluations: readonly Evaluation[]): Numbers {
  return evaluations.map(({ epoch, trainElbo, validationElbo }) => [epoch, trainElbo, validationElbo]);
}

/** A plate file of two wells, of its own content each round. */
function smallPlate(round: number): Uint8Array {
  const header = 'Content,Colony,Well Col,Well Row,Content,OD,OD,OD';
  const rows = ['A', 'B'].map((row) => `X,,1,${row},C6=${round},0.1,0.2,${round / 100}`);
  return new TextEncoder().encode([header, ',,,,,0,0.2,0.4', ...rows, ''].join('\n'));
}
