/**
 * `npm run long -- hostile`: 10,000 messages that no page of ours would send, to the built program, and 1,000 damaged
 * project files: each ends with a problem or does right, nothing is silently wrong, and the program lives. Writes
 * `results/hostile.json`; the same code runs with some hundred in `npm test`. `npm run long -- hostile 1000`: that many
 * messages and a tenth of it files, a trial that writes nothing.
 */
import { openDamagedProjects } from '../helpers/hostile/files.ts';
import { sendHostileMessages } from '../helpers/hostile/messages.ts';
import { writeLongResult } from '../helpers/long-result.ts';
import { temporaryFolder } from '../helpers/project-file.ts';

/** Of one program and of one known project; then new ones. */
const each = { messages: 1000, files: 100 };
const all = 10_000;
const messages = Number(process.argv[2] ?? all);
const rounds = Math.ceil(messages / each.messages);

const answered = { value: 0, problems: 0, refused: 0 };
const ends = { refused: 0, told: 0, whole: 0 };
const wrong: string[] = [];
for (let round = 1; round <= rounds; round++) {
  const { folder, remove } = temporaryFolder();
  const sent = await sendHostileMessages(`${folder}/home`, round, Math.min(each.messages, messages));
  for (const kind of ['value', 'problems', 'refused'] as const) answered[kind] += sent.answered[kind];
  wrong.push(...sent.wrong.map((sentence) => `messages of seed ${round}: ${sentence}`));
  const damaged = openDamagedProjects(folder, round, Math.min(each.files, messages / 10));
  for (const { end } of damaged) ends[end] += 1;
  for (const { what, wrong: found } of damaged)
    wrong.push(...found.map((sentence) => `files of seed ${round}: ${what}: ${sentence}`));
  remove();
  console.error(`${round} of ${rounds} rounds, ${wrong.length} wrong`);
}
const numbers = {
  messages: { sent: answered.value + answered.problems + answered.refused, answered },
  files: { damaged: ends.refused + ends.told + ends.whole, ends },
  wrong,
};
if (messages === all) writeLongResult('hostile', numbers, wrong.length === 0);
else console.error(JSON.stringify(numbers, null, 2));
