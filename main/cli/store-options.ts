import { userName } from '../desk/user-name.ts';
import type { OpenOptions } from '../store/open-project.ts';
import { findProgramFolders } from '../store/resources.ts';

/** As the command line opens projects. */
export function storeOptions(): OpenOptions {
  return {
    who: userName(),
    now: () => new Date(),
    program: `Wellspring ${findProgramFolders().version}, command line`,
  };
}
