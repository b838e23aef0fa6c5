import type { Channel } from '../../shared/channels.ts';
import { appHandlers } from './app.ts';
import { fileHandlers } from './files.ts';
import { fitHandlers } from './fits.ts';
import type { HandlersOf } from './handler.ts';
import { plateHandlers } from './plates.ts';
import { projectHandlers } from './project.ts';
import { specHandlers } from './specs.ts';

/** What answers each channel, the same for every host. A channel without an answer does not compile. */
export const handlers: HandlersOf<Channel> = {
  ...appHandlers,
  ...projectHandlers,
  ...fileHandlers,
  ...plateHandlers,
  ...specHandlers,
  ...fitHandlers,
};
