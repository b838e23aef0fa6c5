import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forkJobs } from '../../main/jobs/fork-job.ts';
import { openService } from '../../main/service.ts';
import { createProject } from '../../main/store/create-project.ts';
import type { NewFile } from '../../main/store/stored-file.ts';
import type { Benchmark } from './measure/benchmark.ts';
import { spreadOf } from './measure/spread.ts';
import { largeProject, largeProjectFiles } from './work/large-project.ts';

const rounds = 5;
/** As users have it: a source would be compiled each time a job begins. */
const builtJob = fileURLToPath(new URL('../../dist/main/job.js', import.meta.url));

/** A project of many large plates: until its window can show it, and until it is shown again after a change. */
export const projects: Benchmark = {
  name: 'projects',
  summary: 'a project of 200 plates of 384 wells, 300 cycles and 4 signals: opened, and listed again',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'wellspring-bench-'));
    const path = join(folder, 'many.wellspring');
    try {
      makeProject(path, await largeProjectFiles());
      const service = openService({ host: 'web', who: 'bench', home: folder, startJob: forkJobs(builtJob) });
      if (!service.ok) throw new Error(JSON.stringify(service.problems));
      const call = async (channel: string, request: unknown): Promise<number> => {
        const start = performance.now();
        const reply = await service.value.call(channel, request);
        if (reply.kind !== 'value') throw new Error(JSON.stringify(reply));
        return performance.now() - start;
      };
      const [opened, listed]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        opened.push(await call('project.open', { path, stopFits: false }));
        listed.push(await call('project.rename', { title: `Round ${round}` }));
        await call('project.close', { stopFits: false });
      }
      await service.value.close();
      const note = `${largeProject.plates} plates`;
      return [
        { name: 'projects.open', unit: 'ms', target: { atMost: 1000 }, ...spreadOf(opened), note },
        { name: 'projects.list', unit: 'ms', target: { atMost: 100 }, ...spreadOf(listed), note },
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function makeProject(path: string, files: readonly NewFile[]): void {
  const store = createProject(path, { title: 'Many', who: 'bench', now: () => new Date(), program: 'bench' });
  if (!store.ok) throw new Error(JSON.stringify(store.problems));
  const added = store.value.addFiles(files);
  store.value.close();
  if (!added.ok) throw new Error(JSON.stringify(added.problems));
}
