import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openService } from '../../../main/service.ts';
import type { Problem } from '../../../shared/base/problem.ts';
import type { PlateView, ProjectView } from '../../../shared/channels.ts';

/**
 * `node open-as-service.ts PATH`: a service opens a project and shows each of its plates; prints the codes of the problems that it
 * told, those of the plates, and the most memory that it took.
 */
const home = mkdtempSync(join(tmpdir(), 'wellspring-home-'));
const service = openService({ host: 'web', who: 'Ada', home });
if (!service.ok) throw new Error(JSON.stringify(service.problems));
const { call, close } = service.value;
const codes = (problems: readonly Problem[]): readonly string[] => problems.map(({ code }) => code);

const reply = await call('project.open', { path: process.argv[2] });
const view = reply.kind === 'value' ? (reply.value as ProjectView) : null;
const problems = reply.kind === 'problems' ? reply.problems : (view?.problems ?? []);
const readings: string[] = [];
for (const { plate } of (view?.plates ?? []) as readonly PlateView[]) {
  const shown = await call('plate.readings', { plate });
  readings.push(...(shown.kind === 'problems' ? codes(shown.problems) : [shown.kind]));
}
await close();
rmSync(home, { recursive: true, force: true });
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
process.stdout.write(JSON.stringify({ problems: codes(problems), readings, peak }));
