import { resolve } from 'node:path';

/** The project file among a program's arguments, absolute, or null: what the system hands over when one is double-clicked. */
export function projectArgument(args: readonly string[], folder: string): string | null {
  const file = args.findLast((arg) => !arg.startsWith('-') && /\.wellspring$/i.test(arg));
  return file === undefined ? null : resolve(folder, file);
}
