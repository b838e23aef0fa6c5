import { spawn } from 'node:child_process';

/** One check of `npm test` that is a program of its own: how to run it, and what it said. */
export interface Stage {
  readonly name: string;
  /** Run one after the other, all of them. Each is a script for this Node and its arguments. */
  readonly scripts: readonly (readonly string[])[];
}

export interface StageResult {
  readonly passed: boolean;
  readonly seconds: number;
  /** Everything the stage printed. */
  readonly output: string;
}

export async function runStage(stage: Stage): Promise<StageResult> {
  const start = performance.now();
  let output = '';
  let passed = true;
  for (const script of stage.scripts) {
    const result = await runScript(script);
    output += result.output;
    passed &&= result.code === 0;
  }
  return { passed, seconds: (performance.now() - start) / 1000, output };
}

function runScript(script: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
    const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const end = (code: number) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') });
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}
