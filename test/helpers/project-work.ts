/**
 * A process that does one thing with a project and says so on stdout, to be killed in the middle: `begin`, then `ack 7` for
 * each write meanwhile, then `done`.
 *
 *     node test/helpers/project-work.ts create PATH
 *     node test/helpers/project-work.ts recover PATH
 *     node test/helpers/project-work.ts backup PATH TARGET FIRST COUNT
 */
import { writeSync } from 'node:fs';
import { createProject } from '../../main/store/create-project.ts';
import { openProject } from '../../main/store/open-project.ts';
import { opened, options, taken } from './project-file.ts';
import { writeNumber } from './project-writes.ts';

const [work, path = '', target = '', first, count] = process.argv.slice(2);
// Straight to the pipe: a line that waits in a buffer would be an acknowledgment that nobody gets.
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

if (work === 'create') {
  say('begin');
  const store = taken(createProject(path, { title: 'Made', ...options() }));
  say('done');
  store.close();
} else if (work === 'recover') {
  say('begin');
  const store = taken(openProject(path, options()));
  say('done');
  store.close();
} else {
  const store = opened(path);
  say('begin');
  const made = store.backup(target);
  for (let n = Number(first); n < Number(first) + Number(count); n++) {
    await new Promise((resolve) => setImmediate(resolve));
    writeNumber(store, n);
    say(`ack ${n}`);
  }
  taken(await made);
  say('done');
  store.close();
}
