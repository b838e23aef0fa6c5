import type { ProjectDesk } from './project-desk.ts';
import type { ServiceSetting } from './service-setting.ts';

/** What handlers get. */
export interface ServiceContext extends ServiceSetting {
  /** Holds the one project that is open. */
  readonly desk: ProjectDesk;
}
