import type { AppView, ServiceEvent } from '../../shared/channels.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { ProgramFolders } from '../store/resources.ts';

/** What every part of the service may use. */
export interface ServiceSetting {
  readonly program: ProgramFolders;
  readonly host: AppView['host'];
  /** Where new projects go, absolute. */
  readonly home: string;
  /** For the log and the lock note. */
  readonly who: string;
  /** The only clock. */
  readonly now: () => Date;
  readonly supervisor: Supervisor;
  readonly tell: (event: ServiceEvent) => void;
}
