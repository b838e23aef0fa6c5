import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openService, type ServiceOptions } from '../../main/service.ts';
import { decode, encode } from '../../shared/base/codec.ts';
import type {
  Channel,
  ChannelReply,
  ChannelRequest,
  FitSummary,
  Reply,
  Service,
  ServiceEvent,
} from '../../shared/channels.ts';
import { type FitRequest, formDefaults } from '../../shared/fit/request.ts';

/** A service in a new home, asked as the page asks it: through the codec. */
export interface ServiceDesk {
  readonly home: string;
  readonly service: Service;
  readonly events: readonly ServiceEvent[];
  /** The value; throws what else was answered. */
  ask<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<ChannelReply<C>>;
  /** The whole reply, to any request. */
  reply(channel: string, request: unknown): Promise<Reply<unknown>>;
  /** The first state of the fit from now on that satisfies the condition. */
  fitThat(fit: string, condition: (summary: FitSummary) => boolean): Promise<FitSummary>;
  /** Another service on the same home, as after a new start. */
  again(): ServiceDesk;
  close(): Promise<void>;
}

export function openDesk(options: Partial<ServiceOptions> = {}): ServiceDesk {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'wellspring-home-'));
  const opened = openService({ host: 'web', who: 'Ada', ...options, home });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const service = opened.value;
  const events: ServiceEvent[] = [];
  service.subscribe((event) => events.push(event));
  const reply = async (channel: string, request: unknown): Promise<Reply<unknown>> =>
    decode(encode(await service.call(channel, decode(encode(request))))) as Reply<unknown>;
  return {
    home,
    service,
    events,
    reply,
    ask: async (channel, request) => {
      const answer = await reply(channel, request);
      if (answer.kind !== 'value') throw new Error(`${channel}: ${JSON.stringify(answer)}`);
      return answer.value as ChannelReply<typeof channel>;
    },
    fitThat: (fit, condition) =>
      new Promise((resolve) => {
        const end = service.subscribe((event) => {
          if (event.kind !== 'fit' || event.fit.fit !== fit || !condition(event.fit)) return;
          end();
          resolve(event.fit);
        });
      }),
    again: () => openDesk({ ...options, home }),
    close: async () => {
      await service.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const examples = new URL('../../resources/examples/vi-hds/', import.meta.url);

/** Files of the examples, as a page would send them. */
export function exampleFiles(...names: readonly string[]) {
  return names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, examples))) }));
}

export const smallFit: FitRequest = {
  ...formDefaults,
  epochs: 2,
  draws: 4,
  evaluationDraws: 8,
  evaluateEvery: 1,
};

export const ended = ({ status }: FitSummary): boolean => ['done', 'failed', 'interrupted'].includes(status);

/** A project with one plate and the quickest model, ready to fit. */
export async function makeQuickProject(desk: ServiceDesk): Promise<void> {
  await desk.ask('project.create', { title: 'Quick', path: null, stopFits: false });
  await desk.ask('files.import', { files: exampleFiles('proc_EC10G_EtOH.csv') });
  await desk.ask('spec.choose', { kind: 'shipped', id: 'auto_constant' });
}
