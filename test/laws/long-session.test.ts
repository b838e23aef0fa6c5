import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Channel, ChannelReply, ChannelRequest } from '../../shared/channels.ts';
import { memoryNow } from '../helpers/peak-memory.ts';
import { temporaryFolder } from '../helpers/project-file.ts';
import { serveProgram } from '../helpers/served-program.ts';

const plate = readFileSync(
  join(import.meta.dirname, '../../resources/examples/vi-hds/proc140916.csv'),
  'utf8',
);

/** What a day of work may add once the program has done everything a few times. Without limit it would be hundreds. */
const mostGrowth_MB = 38;

test('a program that works all day stays as large as it was in the morning', async (context) => {
  if (memoryNow(process.pid) === null) return context.skip('this system does not say how large a process is');
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const program = await serveProgram(folder);
  onTestFinished(async () => {
    program.kill('SIGINT');
    await program.ended;
  });
  const ask = async <C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<ChannelReply<C>> => {
    const reply = await program.call(channel, request);
    if (reply.kind !== 'value') throw new Error(`${channel}: ${JSON.stringify(reply)}`);
    return reply.value;
  };
  await ask('project.create', { title: 'Day', path: null, stopFits: false });
  const work = async (day: string, changes: number): Promise<void> => {
    const bytes = new TextEncoder().encode(plate.replace('0.1', `0.1${day.length}`));
    const { kept } = await ask('files.import', { files: [{ name: `${day}.csv`, bytes }] });
    expect(kept).toHaveLength(1);
    await ask('project.undo', {});
    for (let n = 0; n < changes; n++) await ask('project.rename', { title: `${day} ${n}` });
    for (let n = 0; n < changes / 4; n++) await ask('project.undo', {});
  };
  await work('a', 300);
  const morning = memoryNow(program.pid) ?? Number.NaN;
  await work('the rest', 1500);
  const evening = memoryNow(program.pid) ?? Number.NaN;
  expect((evening - morning) / 1e6).toBeLessThan(mostGrowth_MB);
});
