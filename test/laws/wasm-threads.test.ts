import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nodeThreads } from '../../main/jobs/threads.ts';
import type { ThreadMessage } from '../../shared/compute/backends/wasm/kernel-team.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import type { ThreadHost } from '../../shared/compute/threads.ts';
import { individual, kernelFor } from '../helpers/kernels.ts';
import { libraryModel } from '../helpers/library-model.ts';

const model = libraryModel('dr_blackbox');
const parts = 3;
const width = model.parameters.length;
const signals = model.observables.length;
const weights = layerShapes(model, parts).length;
const lengths = [9, 1, 14, 9, 4];
const wells = lengths.map((length, index) => {
  const times = Array.from({ length }, (_, n) => 0.3 * n);
  return {
    ...individual(
      times,
      model.treatments.map((_, c) => (c + index) % 3),
      model.observables.map((_, s) => times.map((t, n) => (n % 5 === s ? null : 0.1 * t))),
    ),
    parts: Float64Array.of(1, index % 2, 0),
  };
});
const order = Int32Array.of(0, 1, 2, 0, 3, 4, 2);
const longest = Math.max(...lengths);

const open: Kernel[] = [];
afterEach(async () => {
  for (const kernel of open.splice(0)) await kernel.close();
});

function kernelOn(count: number, host: ThreadHost = nodeThreads()): Kernel {
  const kernel = kernelFor(model, 'midpoint', 'wasm', { parts, threads: { count, host } });
  open.push(kernel);
  kernel.setWeights(Float64Array.from({ length: weights }, (_, n) => 0.3 * Math.sin(3 * n)));
  kernel.bind(wells);
  return kernel;
}

async function answers(kernel: Kernel, draws: number) {
  const rows = order.length * draws;
  const parameters = Float64Array.from({ length: rows * width }, (_, n) => 0.2 + ((n * 0.618034) % 1.2));
  const request = {
    individuals: order,
    draws,
    parameters,
    rowWeights: Float64Array.from({ length: rows }, (_, row) => Math.cos(row) ** 2),
  };
  const out = {
    logLik: new Float64Array(rows),
    status: new Uint8Array(rows),
    gradient: new Float64Array(rows * width),
    logLikBySignal: new Float64Array(rows * signals),
    weightGradient: new Float64Array(weights),
  };
  await kernel.logLikelihood(request, out);
  const unweighted = { logLik: new Float64Array(rows), gradient: new Float64Array(rows * width) };
  await kernel.logLikelihood(request, { ...unweighted, status: new Uint8Array(rows) });
  const simulated = {
    status: new Uint8Array(rows),
    states: new Float64Array(rows * model.states.length * longest),
    observables: new Float64Array(rows * signals * longest),
    residualSd: new Float64Array(rows * signals * longest),
  };
  await kernel.simulate(request, simulated);
  return { ...out, unweighted, simulated };
}

describe('kernels on several threads', () => {
  test.each([2, 3])('%d give the bits of one', async (count) => {
    const alone = kernelOn(1);
    const team = kernelOn(count);
    expect(team.threads).toBe(count);
    for (const draws of [1, 2, 3, 5, 33, 199, 200, 201]) {
      const expected = await answers(alone, draws);
      expect([...expected.status].every((status) => status === 0)).toBe(true);
      expect(expected.weightGradient.every(Number.isFinite)).toBe(true);
      expect(expected.weightGradient.some((value) => value !== 0)).toBe(true);
      expect(await answers(team, draws)).toEqual(expected);
    }
  });

  test('more threads than tasks do no harm', async () => {
    const one = { individuals: Int32Array.of(2), draws: 1, parameters: new Float64Array(width).fill(0.7) };
    const out = () => ({ logLik: new Float64Array(1), status: new Uint8Array(1) });
    const [single, several] = [out(), out()];
    await kernelOn(1).logLikelihood(one, single);
    await kernelOn(3).logLikelihood(one, several);
    expect(several).toEqual(single);
  });
});

describe('threads of a kernel that die', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kernel-threads-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A thread that never took a task is not missed, but its end is heard of in time. */
  async function askUntilRefused(kernel: Kernel): Promise<void> {
    for (;;) {
      await answers(kernel, 5);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** A thread that works until it is given tasks, then does what the statement says. */
  function dyingHost(statement: string): ThreadHost {
    const script = join(folder, `${statement.replaceAll(/\W+/g, '-')}.mjs`);
    writeFileSync(
      script,
      `import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ kind }) => { if (kind === 'tasks') { ${statement} } });
`,
    );
    return nodeThreads(script);
  }

  test.each([
    ["throw new Error('a planted fault')", 'a planted fault'],
    ['process.exit(7)', 'exit code 7'],
  ])('%s: no request is answered any more', async (statement, message) => {
    const kernel = kernelOn(2, dyingHost(statement));
    await expect(askUntilRefused(kernel)).rejects.toThrow(message);
    await expect(answers(kernel, 1)).rejects.toThrow(message);
  });

  test('one that is gone before the first request is noticed', async () => {
    const script = join(folder, 'gone.mjs');
    writeFileSync(script, 'process.exit(3);\n');
    await expect(askUntilRefused(kernelOn(2, nodeThreads(script)))).rejects.toThrow('exit code 3');
  });

  test('one that dies with a task in hand does not let the request wait for ever', async () => {
    const listeners: ((error: Error) => void)[] = [];
    let memory: ArrayBufferLike | null = null;
    let taken = 0;
    /** A thread that takes a task at once and never finishes it; its death is heard of a little later. */
    const host: ThreadHost = {
      start: (count) => ({
        count,
        post(_, received) {
          const message = received as ThreadMessage;
          if (message.kind === 'memory') memory = message.memory.buffer;
          if (message.kind !== 'tasks' || memory === null) return;
          Atomics.add(new Int32Array(memory), message.tasks.control / 4, 1);
          taken++;
          setImmediate(() => {
            for (const listener of listeners) listener(new Error('died at work'));
          });
        },
        keepAlive: () => {},
        onFailure: (listener) => void listeners.push(listener),
        close: async () => {},
      }),
    };
    const kernel = kernelOn(2, host);
    await expect(answers(kernel, 5)).rejects.toThrow('died at work');
    expect(taken).toBe(1);
    await expect(answers(kernel, 5)).rejects.toThrow('died at work');
  });

  test('close ends them', async () => {
    const ended: string[] = [];
    const host = nodeThreads();
    const watched: ThreadHost = {
      start: (count) => {
        const team = host.start(count);
        return {
          ...team,
          close: async () => {
            await team.close();
            ended.push(`${count} ended`);
          },
        };
      },
    };
    const kernel = kernelOn(3, watched);
    await answers(kernel, 5);
    await kernel.close();
    expect(ended).toEqual(['2 ended']);
  });
});
