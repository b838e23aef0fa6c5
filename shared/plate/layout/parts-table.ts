import type { Problem } from '../../base/problem.ts';
import type { Layout, LayoutWell } from './layout.ts';

/** Parts of devices as lines state them, each device's again and again. */
export class PartsTable {
  readonly #file: string;
  readonly #problems: Problem[];
  /** Device -> group -> part and the line that said it first. */
  readonly #parts = new Map<string, Map<string, { readonly part: string; readonly line: number }>>();

  constructor(file: string, problems: Problem[]) {
    this.#file = file;
    this.#problems = problems;
  }

  take(device: string | undefined, parts: Readonly<Record<string, string>>, line: number): void {
    for (const [group, part] of Object.entries(parts)) {
      if (device === undefined) {
        const message = `the part ${part} of ${group} is that of no device`;
        this.#report('layout.part', line, `part:${group}`, message, 'Name the device on the same line.');
        continue;
      }
      const own = this.#parts.get(device) ?? new Map<string, { part: string; line: number }>();
      this.#parts.set(device, own);
      const before = own.get(group);
      if (before === undefined) own.set(group, { part, line });
      else if (before.part !== part) {
        const message = `${device} has the part “${part}” here and “${before.part}” on line ${before.line}`;
        const remedy = 'A device has one part in each group; give devices that differ names of their own.';
        this.#report('layout.part', line, `part:${group}`, message, remedy);
      }
    }
  }

  /** Of the devices of these wells. */
  of(wells: readonly LayoutWell[]): Pick<Layout, 'parts'> {
    const devices = new Set(wells.map(({ device }) => device));
    const own = [...this.#parts].filter(([device]) => devices.has(device));
    if (own.length === 0) return {};
    const parts = own.map(([device, groups]) => [
      device,
      Object.fromEntries([...groups].map(([group, { part }]) => [group, part])),
    ]);
    return { parts: Object.fromEntries(parts) };
  }

  #report(code: string, line: number, where: string, message: string, remedy: string): void {
    this.#problems.push({
      code,
      severity: 'error',
      message,
      remedy,
      place: { file: this.#file, line, where },
    });
  }
}
