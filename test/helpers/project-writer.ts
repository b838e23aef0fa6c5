/**
 * A process that writes to a project and says so on stdout, to be killed: `opening`, `begin 7`, `ack 7`, ..., `closing`.
 *
 *     node test/helpers/project-writer.ts PATH local|network FIRST COUNT
 */
import { writeSync } from 'node:fs';
import { thisMachine } from '../../main/store/machine.ts';
import { opened } from './project-file.ts';
import { writeNumber } from './project-writes.ts';

const [path = '', drive, first, count] = process.argv.slice(2);
// Straight to the pipe: a line that waits in a buffer would be an acknowledgment that nobody gets.
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

say('opening');
const store = opened(path, {
  who: 'Writer',
  machine: { ...thisMachine, driveOf: () => (drive === 'network' ? 'network' : 'local') },
});
for (let n = Number(first); n < Number(first) + Number(count); n++) {
  say(`begin ${n}`);
  writeNumber(store, n);
  say(`ack ${n}`);
}
say('closing');
store.close();
say('closed');
