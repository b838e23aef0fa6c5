/**
 * `npm run long -- kills`: kills the writer of a project, and the whole program in the middle of imports and fits, at 200
 * seeded moments each. Writes `results/kills.json`; the same code runs at 20 moments in `npm test`.
 */
import { writeLongResult } from '../helpers/long-result.ts';
import { temporaryFolder } from '../helpers/project-file.ts';
import { killWriters } from '../helpers/project-kills.ts';
import { killServices, type ServiceKill } from '../helpers/service-kills.ts';

/** Moments in one project; then a new one, so that none grows without end. */
const each = 20;
const rounds = Number(process.argv[2] ?? 200) / each;

const writers: { readonly moment: string; readonly wrong: readonly string[]; readonly left: boolean }[] = [];
const services: ServiceKill[] = [];
for (let round = 1; round <= rounds; round++) {
  const { folder, remove } = temporaryFolder();
  writers.push(...(await killWriters(folder, 1000 + round, each)));
  services.push(...(await killServices(folder, 1000 + round, each)));
  remove();
  const wrong = [...writers, ...services].filter((kill) => kill.wrong.length > 0);
  console.error(
    `${round * each} of ${rounds * each} moments, ${wrong.length} wrong ${JSON.stringify(wrong)}`,
  );
}

const struck = services.filter((kill) => kill.struck && kill.moment !== 'none');
const count = (list: readonly unknown[]): number => list.length;
const numbers = {
  writers: {
    killed: count(writers),
    logsRecovered: count(writers.filter(({ left }) => left)),
    wrong: writers.filter(({ wrong }) => wrong.length > 0),
  },
  services: {
    moments: count(services.filter(({ moment }) => moment !== 'none')),
    struck: Object.fromEntries(
      ['service', 'job', 'stream'].map((victim) => [
        victim,
        count(struck.filter((kill) => kill.victim === victim)),
      ]),
    ),
    wrong: services.filter(({ wrong }) => wrong.length > 0),
  },
};
const pass = numbers.writers.wrong.length === 0 && numbers.services.wrong.length === 0;
writeLongResult('kills', numbers, pass);
