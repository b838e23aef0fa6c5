/**
 * `npm run long -- kills`: kills the writer of a project, the whole program in the middle of imports and fits, commands and
 * their jobs, and whoever makes, recovers or copies a project, at 800 seeded moments. Writes `results/kills.json`; the same
 * code runs at some dozen moments in `npm test`. `npm run long -- kills 2`: so many rounds, a trial that writes nothing.
 */
import { type CommandKill, killCommands } from '../helpers/command-kills.ts';
import { writeLongResult } from '../helpers/long-result.ts';
import { temporaryFolder } from '../helpers/project-file.ts';
import { type Kill, killWriters } from '../helpers/project-kills.ts';
import { killServices, type ServiceKill } from '../helpers/service-kills.ts';
import { killStoreWork, type StoreKill } from '../helpers/store-kills.ts';

/** Moments of one round, in projects of its own, so that none grows without end. */
const each = { writers: 20, services: 20, commands: 10, works: 30 };
const all = 10;
const rounds = Number(process.argv[2] ?? all);

const writers: Kill[] = [];
const services: ServiceKill[] = [];
const commands: CommandKill[] = [];
const works: StoreKill[] = [];
for (let round = 1; round <= rounds; round++) {
  const { folder, remove } = temporaryFolder();
  const seed = 1000 + round;
  writers.push(...(await killWriters(folder, seed, each.writers)));
  services.push(...(await killServices(folder, seed, each.services)));
  commands.push(...(await killCommands(folder, seed, each.commands)));
  works.push(...(await killStoreWork(folder, seed, each.works)));
  remove();
  const wrong = [...writers, ...services, ...commands, ...works].filter((kill) => kill.wrong.length > 0);
  console.error(`${round} of ${rounds} rounds, ${wrong.length} wrong ${JSON.stringify(wrong)}`);
}

const count = (list: readonly unknown[]): number => list.length;
const wrongOf = <K extends { readonly wrong: readonly string[] }>(kills: readonly K[]): readonly K[] =>
  kills.filter(({ wrong }) => wrong.length > 0);
/** How often each kind was killed in the middle of something. */
const struckBy = <K extends { readonly struck: boolean }>(kills: readonly K[], kindOf: (kill: K) => string) =>
  Object.fromEntries(
    [
      ...Map.groupBy(
        kills.filter(({ struck }) => struck),
        kindOf,
      ),
    ].map(([kind, group]) => [kind, count(group)]),
  );
const walked = services.filter(({ moment }) => moment !== 'none');
const numbers = {
  writers: {
    killed: count(writers),
    logsRecovered: count(writers.filter(({ left }) => left)),
    wrong: wrongOf(writers),
  },
  services: {
    moments: count(walked),
    struck: struckBy(walked, ({ victim }) => victim),
    wrong: wrongOf(services),
  },
  commands: {
    moments: count(commands),
    struck: struckBy(commands, ({ kept, victim }) => `${victim}, kept in a ${kept}`),
    wrong: wrongOf(commands),
  },
  works: { moments: count(works), struck: struckBy(works, ({ work }) => work), wrong: wrongOf(works) },
};
const pass = Object.values(numbers).every(({ wrong }) => wrong.length === 0);
if (rounds === all) writeLongResult('kills', numbers, pass);
else console.error(JSON.stringify({ ...numbers, pass }, null, 2));
