import type { ProjectDesk } from '../desk/project-desk.ts';
import type { ServiceSetting } from '../desk/service-setting.ts';

/** What handlers get. */
export interface ServiceContext extends ServiceSetting {
  /** Holds the one project that is open. */
  readonly desk: ProjectDesk;
}
