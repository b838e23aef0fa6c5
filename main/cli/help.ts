import type { Command } from './command.ts';
import type { OptionSpec } from './options.ts';

export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => usage(command).length));
  const lines = commands.map((command) => `  ${usage(command).padEnd(width)}  ${command.summary}`);
  return [
    'Wellspring turns plate-reader time series into calibrated, mechanistic predictions.',
    '',
    ...lines,
    '',
    '  wellspring help <command>, wellspring --version',
    '',
    'In a checkout “wellspring” stands for “npm run -s wellspring --”; README.md says how to make it a command.',
    'Exit codes: 0 done, 1 problems in the input, 2 wrong usage, 3 a bug, 4 no usable result, 130 interrupted.',
    'When the reader of stdout goes (| head), commands end; import and fits with --out or --project go on to their end.',
    'When not all could be written to stdout (no reader, a full disk) their exit code is 1, though what is kept be complete.',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, spec]) => [optionText(name, spec), spec.help] as const,
  );
  const width = Math.max(...options.map(([text]) => text.length));
  const lines = options.map(([text, help]) => `  ${text.padEnd(width)}  ${help}`);
  return [`${usage(command)} [options]`, '', `  ${command.summary}`, '', ...lines].join('\n');
}

function usage(command: Command): string {
  const needed = Object.entries(command.options).flatMap(([name, spec]) =>
    spec.isNeeded === true ? [optionText(name, spec)] : [],
  );
  return ['wellspring', command.name, command.positionals, ...needed].join(' ').trimEnd();
}

function optionText(name: string, { kind, value, choices }: OptionSpec): string {
  if (kind === 'flag') return `--${name}`;
  return `--${name} ${value ?? choices?.join('|') ?? (kind === 'integer' ? 'N' : 'VALUE')}`;
}
