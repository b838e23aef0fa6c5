import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { encode } from '../../../shared/base/codec.ts';
import { type Channel, channelNames, type ProjectView } from '../../../shared/channels.ts';
import { randomIntegers } from '../random-integers.ts';
import { Gone, type ServedProgram, serveProgram } from '../served-program.ts';
import { type Known, samples } from './requests.ts';
import { hostileValue, mangled, mutated } from './values.ts';

/** What became of the messages of one run. */
export interface HostileMessages {
  readonly sent: number;
  /** By what the service said: a value, problems, or a refusal at the door. */
  readonly answered: Readonly<Record<'value' | 'problems' | 'refused', number>>;
  /** Messages that did something else, with what they did. */
  readonly wrong: readonly string[];
}

/** Milliseconds after which an answer does not come any more. */
const patience = 60_000;

const examples = join(import.meta.dirname, '../../../resources/examples/vi-hds');
const channels = Object.keys(channelNames) as readonly Channel[];

/**
 * Sends messages to the built program, in any order: as a page would, or with another value, key or text somewhere in them.
 * Each must be answered with a value or with problems, or be refused at the door; what is not a value must have changed
 * nothing; and the program must live.
 */
export async function sendHostileMessages(
  home: string,
  seed: number,
  count: number,
): Promise<HostileMessages> {
  const draw = randomIntegers(seed);
  const traps = setTraps(home);
  const plateFile = new Uint8Array(readFileSync(join(examples, 'proc_EC10G_EtOH.csv')));
  const specText = readFileSync(join(examples, 'auto_constant.yaml'), 'utf8');
  const program = await serveProgram(home);
  const answered = { value: 0, problems: 0, refused: 0 };
  const wrong: string[] = [];
  let sent = 0;
  let project = await projectOf(program);
  try {
    while (sent < count && wrong.length < 20) {
      const known: Known = { home, project, traps, plateFile, specText };
      const { channel, text } = messageOf(known, draw);
      const told = `${sent}: ${channel} ${text.slice(0, 300)}`;
      const answer = await inTime(program.send(channel, text));
      sent += 1;
      const kind = kindOf(answer);
      if (kind === null) wrong.push(`${told}: ${answer.status} ${answer.body.slice(0, 600)}`);
      else answered[kind] += 1;
      const now = await inTime(projectOf(program));
      if (kind !== 'value' && !isDeepStrictEqual(essence(now), essence(project)))
        wrong.push(`${told}: was answered with ${kind} and changed ${essence(project)} to ${essence(now)}`);
      project = now;
    }
  } catch (error) {
    wrong.push(`message ${sent}: ${error instanceof Gone ? 'the program is gone' : String(error)}`);
  }
  program.kill('SIGINT');
  await program.ended;
  return { sent, answered, wrong };
}

function messageOf(known: Known, draw: (below: number) => number): { channel: string; text: string } {
  const channel = channels[draw(channels.length)] ?? 'app.state';
  const request = samples[channel](known, draw);
  const kind = draw(8);
  if (kind < 2) return { channel, text: encode(request) };
  if (kind < 5) return { channel, text: textOf(mutated(request, draw)) };
  if (kind === 5) return { channel, text: textOf(mutated(mutated(request, draw), draw)) };
  if (kind === 6) return { channel, text: mangled(encode(request), draw) };
  const other = [
    '__proto__',
    'constructor',
    'toString',
    'x',
    'app.state ',
    'app%2Estate',
    '..',
    'fit.start/',
  ];
  return draw(4) === 0
    ? { channel: other[draw(other.length)] ?? 'x', text: encode(request) }
    : { channel, text: textOf(hostileValue(draw)) };
}

/** Also of what the codec refuses to say, such as the key `__proto__`. */
function textOf(value: unknown): string {
  try {
    return encode(value);
  } catch {
    return JSON.stringify(value) ?? 'null';
  }
}

async function projectOf(program: ServedProgram): Promise<ProjectView | null> {
  const reply = await program.call('app.state', {});
  if (reply.kind !== 'value') throw new Error(`app.state: ${JSON.stringify(reply)}`);
  return reply.value.project;
}

/** What a message that is answered with problems must leave as it is; fits under way go on by themselves. */
function essence(project: ProjectView | null): unknown {
  if (project === null) return null;
  const { path, title, undo, redo, files, spec, fits } = project;
  const names = { files: files.map(({ file, sha256 }) => [file, sha256]), fits: fits.map(({ fit }) => fit) };
  return { path, title, undo, redo, spec, ...names };
}

function kindOf({ status, body }: { readonly status: number; readonly body: string }) {
  if (status >= 400 && status < 500) return 'refused';
  const kind = status === 200 ? /^\{"kind":"(value|problems)",/.exec(body)?.[1] : undefined;
  return kind === 'value' || kind === 'problems' ? kind : null;
}

/** Paths that are there and are no projects. */
function setTraps(home: string): readonly string[] {
  const folder = join(home, 'traps');
  for (const name of ['', 'folder.wellspring']) mkdirSync(join(folder, name), { recursive: true });
  mkdirSync(join(home, 'made'), { recursive: true });
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('empty.wellspring'), '');
  writeFileSync(at('text.wellspring'), 'SQLite format 3\0 but then only words');
  writeFileSync(at('hole.wellspring'), '');
  truncateSync(at('hole.wellspring'), 1 << 30);
  const traps = ['empty', 'text', 'hole', 'folder'].map((name) => at(`${name}.wellspring`));
  if (process.platform === 'win32') return traps;
  symlinkSync(at('loop.wellspring'), at('loop.wellspring'));
  execFileSync('mkfifo', [at('pipe.wellspring')]);
  return [...traps, at('loop.wellspring'), at('pipe.wellspring'), '/dev/null', '/dev/zero', '/proc/self/mem'];
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<T>();
  const late = setTimeout(() => reject(new Error(`no answer within ${patience / 1000} s`)), patience);
  return Promise.race([answer, promise]).finally(() => clearTimeout(late));
}
