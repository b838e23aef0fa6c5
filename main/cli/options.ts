import { parseArgs } from 'node:util';
import { nearestName } from '../../shared/base/nearest-name.ts';
import { wholeRange } from '../../shared/fit/setting.ts';

/** One option of a command, for parsing and for `--help`. */
export interface OptionSpec {
  readonly kind: 'flag' | 'text' | 'integer' | 'choice';
  /** As help shows the value: `N`, `DIR`. */
  readonly value?: string;
  /** Of an integer; `least` is 0 where it is left out. */
  readonly least?: number;
  readonly most?: number;
  /** More than `most` is parsed: what the program cannot do is no wrong usage, and the command refuses it as a problem. */
  readonly takesMore?: boolean;
  readonly choices?: readonly string[];
  /** Values that the design names and this version has not -> what to use instead: parsed, and refused by the command. */
  readonly notYet?: Readonly<Record<string, string>>;
  /** May be given several times. */
  readonly many?: boolean;
  /** The command cannot do without it: its help says so in the first line. */
  readonly isNeeded?: true;
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** What was given: texts by option, in order; a flag is an empty text. */
export interface Given {
  readonly positionals: readonly string[];
  has(option: string): boolean;
  text(option: string): string | null;
  texts(option: string): readonly string[];
  /** Checked already. */
  integer(option: string): number | null;
}

export type ParsedOptions =
  | { readonly ok: true; readonly given: Given }
  /** One sentence with the offending word and what to write instead. */
  | { readonly ok: false; readonly message: string };

/** Reads a command's arguments strictly: what the table does not know, or a value of the wrong kind, is a usage error. */
export function parseOptions(args: readonly string[], table: OptionTable): ParsedOptions {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { kind }]) => [
      name,
      { type: kind === 'flag' ? 'boolean' : 'string' } as const,
    ]),
  );
  // Not strict: its messages know no nearest name.
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const written = args[token.index] ?? token.rawName;
    const fault = faultOf(token, written, table, values);
    if (fault !== null) return { ok: false, message: fault };
    values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? '']);
  }
  return {
    ok: true,
    given: {
      positionals,
      has: (option) => values.has(option),
      text: (option) => values.get(option)?.[0] ?? null,
      texts: (option) => values.get(option) ?? [],
      integer: (option) => (values.has(option) ? Number(values.get(option)?.[0]) : null),
    },
  };
}

/** Of Node's parser. */
interface GivenOption {
  readonly rawName: string;
  readonly name: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** `-dash.csv`, `-2`, `--old.csv`: a name that begins with what options begin with. */
function isLikeFile(written: string): boolean {
  return /^-[^-]./.test(written) || /^-[^=]*\.\w+$/.test(written);
}

/** @param written the whole argument that the option stands in. */
function faultOf(
  { rawName: raw, name, value, inlineValue }: GivenOption,
  written: string,
  table: OptionTable,
  seen: ReadonlyMap<string, unknown>,
): string | null {
  const inline = inlineValue === true;
  const spec = raw === `--${name}` && Object.hasOwn(table, name) ? table[name] : undefined;
  if (spec === undefined) {
    if (isLikeFile(written))
      return `there is no option ${written}; a file of that name is written ./${written}`;
    const nearest = nearestName(name, Object.keys(table));
    return `there is no option ${raw}${nearest === null ? '' : `; did you mean --${nearest}?`}`;
  }
  if (seen.has(name) && spec.many !== true) return `${raw} is given twice; give it once`;
  if (spec.kind === 'flag') return inline ? `${raw} takes no value` : null;
  if (value === undefined || value === '' || (!inline && /^-\D/.test(value))) {
    return `${raw} needs a value: ${raw} ${spec.value ?? spec.choices?.join('|') ?? 'VALUE'}`;
  }
  if (Object.hasOwn(spec.notYet ?? {}, value)) return null;
  if (spec.kind === 'choice' && spec.choices?.includes(value) === false) {
    const nearest = nearestName(value, spec.choices);
    const hint = nearest === null ? `use one of ${spec.choices.join(', ')}` : `did you mean ${nearest}?`;
    return `${raw} ${value}: there is no such choice; ${hint}`;
  }
  if (spec.kind !== 'integer') return null;
  const { least = 0, most = Number.MAX_SAFE_INTEGER } = spec;
  if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return null;
  const isNumber = /^\d+(\.\d*)?(e\+?\d+)?$/i.test(value);
  if (spec.takesMore === true && isNumber && Number(value) > most) return null;
  return `${raw} ${value}: give ${wholeRange({ least, most })}`;
}
