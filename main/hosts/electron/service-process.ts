import { assert, present } from '../../../shared/base/assert.ts';
import type { Outcome } from '../../../shared/base/problem.ts';
import type { Service } from '../../../shared/channels.ts';
import { watchFits } from '../running-fits.ts';
import { type HostedJob, JobStarter } from './job-starter.ts';
import type { FromService, ToService } from './messages.ts';
import { carryPage } from './page-port.ts';
import { type HostPort, type ParentPort, parentPort } from './port.ts';

/** Opens the service with this way to start jobs. */
export type OpenService = (startJob: () => HostedJob) => Outcome<Service> | Promise<Outcome<Service>>;

/** The service's side of the host: pages and jobs come as ports, the end comes as a message. */
export async function runServiceProcess(
  open: OpenService,
  parent: ParentPort | null = parentPort(),
  leave: (code: number) => void = (code) => process.exit(code),
): Promise<void> {
  assert(parent !== null, 'the service’s process is started by the desktop host, with a port');
  // The terminal's Ctrl-C reaches every process: the host decides and says so.
  process.on('SIGINT', () => {});
  const tell = (message: FromService): void => parent.postMessage(message);
  const jobs = new JobStarter(tell);
  const early: HostPort[] = [];
  let service: Service | null = null;
  let closing = false;
  const close = async (): Promise<void> => {
    closing = true;
    await service?.close();
    leave(0);
  };
  parent.on('message', ({ data, ports }) => {
    const message = data as ToService;
    switch (message.kind) {
      case 'page': {
        const port = present(ports[0], 'a page comes with its port');
        if (service === null) early.push(port);
        else carryPage(port, service);
        return;
      }
      case 'job':
        jobs.connected(message.job, present(ports[0], 'a job comes with its port'));
        return;
      case 'jobSpawned':
        jobs.spawned(message.job, message.pid);
        return;
      case 'jobExit':
        jobs.exited(message.job, message.exit);
        return;
      case 'close':
        if (!closing) void close();
        return;
    }
  });
  const opened = await open(jobs.start);
  if (!opened.ok) {
    tell({ kind: 'failed', problems: opened.problems });
    return;
  }
  const fits = watchFits((running) => tell({ kind: 'fits', running }));
  opened.value.subscribe((event) => fits.hear(event));
  service = opened.value;
  tell({ kind: 'ready' });
  for (const port of early.splice(0)) carryPage(port, service);
}
