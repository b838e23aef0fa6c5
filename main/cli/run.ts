import { nearestName } from '../../shared/base/nearest-name.ts';
import { visibleText } from '../../shared/base/visible-text.ts';
import { findProgramFolders } from '../store/resources.ts';
import { faultProblem } from '../store/store-fault.ts';
import { type Command, UsageError } from './command.ts';
import { commandTable, laterCommands } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { commandHelp, programHelp } from './help.ts';
import { giveBackAll } from './holdings.ts';
import { parseOptions } from './options.ts';
import { createOutput } from './output.ts';
import type { Serve } from './serve.ts';
import { type StandardOutput, watchStandardOutput } from './standard-output.ts';

/** Milliseconds; only that there is a timer matters. */
const aWhile = 2 ** 30;

/** Runs one command; every way a run can end becomes an exit code here. */
export async function runCommandLine(args: readonly string[], serve: Serve): Promise<ExitCode> {
  const stdout = watchStandardOutput();
  const commands = commandTable(serve);
  const [name, ...rest] = args;
  if (name === '--version')
    return say(process.stdout, `wellspring ${findProgramFolders().version}`, exitCodes.done);
  if (name === undefined) return say(process.stderr, programHelp(commands), exitCodes.usage);
  if (name === 'help' || name === '--help' || name === '-h') return help(rest[0], commands);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return say(process.stderr, unknownCommand(name, commands), exitCodes.usage);
  if (rest.includes('--help') || rest.includes('-h')) return help(name, commands);
  return runCommand(command, rest, stdout);
}

async function runCommand(
  command: Command,
  args: readonly string[],
  stdout: StandardOutput,
): Promise<ExitCode> {
  const parsed = parseOptions(command.expand?.(args) ?? args, command.options);
  if (!parsed.ok) return misuse(command, parsed.message);
  const { given } = parsed;
  const [least, most] = command.count;
  const count = given.positionals.length;
  if (count < least) return misuse(command, `${command.positionals} is missing`);
  if (count > most) return misuse(command, `“${given.positionals[most]}” is one argument too many`);
  stdout.withoutReader = command.withoutReader?.(given) ?? 'ends';
  // A command that waits for a job has something to wait for, whatever becomes of the job's channel.
  const alive = setInterval(() => {}, aWhile);
  const output = createOutput(given.has('json'), stdout);
  try {
    return stdout.codeOf(await command.run(given, output));
  } catch (error) {
    if (error instanceof UsageError) return misuse(command, error.message);
    const fault = faultProblem(error, null);
    if (fault !== null) {
      await output.problems([fault]);
      return exitCodes.problems;
    }
    const report = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return say(process.stderr, `This is a bug of Wellspring, not of your input:\n${report}`, exitCodes.bug);
  } finally {
    clearInterval(alive);
    // What is thrown here is a bug, and the last word.
    giveBackAll();
  }
}

function help(name: string | undefined, commands: readonly Command[]): ExitCode {
  if (name === undefined) return say(process.stdout, programHelp(commands), exitCodes.done);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return say(process.stderr, unknownCommand(name, commands), exitCodes.usage);
  return say(process.stdout, commandHelp(command), exitCodes.done);
}

function misuse(command: Command, message: string): ExitCode {
  const text = `wellspring ${command.name}: ${message}\nSee: wellspring ${command.name} --help`;
  return say(process.stderr, text, exitCodes.usage);
}

function unknownCommand(name: string, commands: readonly Command[]): string {
  const names = commands.map((command) => command.name);
  const there = `This version has: ${names.join(', ')}, help.`;
  if (laterCommands.includes(name)) return `wellspring: ${name} is not in this version. ${there}`;
  const nearest = nearestName(name, names);
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  return `wellspring: there is no command “${name}”.${hint} ${there}`;
}

function say(stream: NodeJS.WriteStream, text: string, code: ExitCode): ExitCode {
  stream.write(`${visibleText(text)}\n`);
  return code;
}
