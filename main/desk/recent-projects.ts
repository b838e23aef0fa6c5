import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { AppView } from '../../shared/channels.ts';
import { writeAtomic } from '../store/atomic-file.ts';

/** Projects opened lately, newest first, in a small file of the user's. Losing it loses no work, so its faults are no problems. */
export interface RecentProjects {
  list(): AppView['recent'];
  add(project: { readonly path: string; readonly title: string }, at: Date): void;
}

const most = 20;

const content = z.array(z.object({ path: z.string(), title: z.string(), openedAt: z.string() }));
type Recent = z.infer<typeof content>;

export function openRecentProjects(folder: string): RecentProjects {
  const file = join(folder, 'recent.json');
  return {
    list: () => read(file).map((recent) => ({ ...recent, missing: !existsSync(recent.path) })),
    add: ({ path, title }, at) => {
      const others = read(file).filter((recent) => recent.path !== path);
      const all = [{ path, title, openedAt: at.toISOString() }, ...others].slice(0, most);
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeAtomic(file, [`${JSON.stringify(all, null, 2)}\n`]);
      } catch {
        // A folder that cannot be written costs the list, nothing else.
      }
    },
  };
}

/** Read anew each time: another instance may have written it. */
function read(file: string): Recent {
  try {
    return content.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}
