import { nearestName } from '../base/nearest-name.ts';
import type { Problem } from '../base/problem.ts';
import { wrongChoice } from './choose-settings.ts';
import { expandLine, makeRoom, type Room } from './expand-line.ts';
import type { DeclaredSetting, ModelSetting } from './model.ts';
import { parseCorrelated } from './parse-correlated.ts';
import {
  parseEquation,
  parseObservable,
  parseRate,
  parseSetting,
  parseState,
  parseTreatmentEntry,
} from './parse-entry.ts';
import { parseLayer } from './parse-layer.ts';
import { parseParameter } from './parse-parameter.ts';
import { type SourceText, SyntaxProblem } from './source-text.ts';
import type {
  SyntaxCorrelated,
  SyntaxEquation,
  SyntaxLayer,
  SyntaxModel,
  SyntaxObservable,
  SyntaxParameter,
  SyntaxState,
  SyntaxTreatment,
} from './syntax.ts';
import { TokenReader } from './token-reader.ts';
import { type Token, tokenizeLogicalLine } from './tokenize.ts';

export const sectionNames = [
  'notes',
  'settings',
  'treatments',
  'parameters',
  'states',
  'definitions',
  'networks',
  'rates',
  'observables',
] as const;
export type SectionName = (typeof sectionNames)[number];

interface Draft {
  id: string;
  title: string;
  readonly notes: string[];
  readonly settings: Map<string, ModelSetting>;
  readonly declared: Map<string, DeclaredSetting>;
  readonly treatments: SyntaxTreatment[];
  readonly parameters: SyntaxParameter[];
  readonly correlated: SyntaxCorrelated[];
  readonly states: SyntaxState[];
  readonly definitions: SyntaxEquation[];
  readonly networks: SyntaxLayer[];
  readonly rates: SyntaxEquation[];
  readonly observables: SyntaxObservable[];
}

/**
 * The sections of a model text: a header `model id "title"`, then section names at the start of a line, each followed
 * by indented entries. A line that cannot be read gives a problem and is skipped, so that all problems are seen at once.
 *
 * @param chosen settings that replace the text's own values; what the text does not have or cannot take is the caller's to
 *   tell.
 */
export function parseSections(
  source: SourceText,
  chosen: ReadonlyMap<string, ModelSetting>,
): {
  readonly syntax: SyntaxModel;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const draft: Draft = {
    id: '',
    title: '',
    notes: [],
    settings: new Map(),
    declared: new Map(),
    treatments: [],
    parameters: [],
    correlated: [],
    states: [],
    definitions: [],
    networks: [],
    rates: [],
    observables: [],
  };
  let section: SectionName | 'unknown' | null = null;
  let line = 1;
  const room = makeRoom();
  while (line <= source.lines.length) {
    const { text } = source.read(line);
    const indented = /^[ \t]/.test(text);
    if (section === 'notes' && (indented || text.trim() === '')) {
      draft.notes.push(source.lines[line - 1] ?? '');
      line++;
      continue;
    }
    if (/^\s*(#.*)?$/.test(text)) {
      line++;
      continue;
    }
    try {
      if (!indented) {
        section = parseHeading(source, line, draft);
        line++;
        continue;
      }
      const { tokens, next } = tokenizeLogicalLine(source, line);
      line = next;
      if (section === 'unknown' || section === 'notes') continue;
      parseEntries(source, section, tokens, draft, chosen, room);
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      problems.push(error.problem);
      if (!indented) section = 'unknown';
      line = Math.max(line, (error.problem.place?.line ?? line) + 1);
    }
  }
  if (draft.id === '' && !problems.some((problem) => problem.code === 'model.heading')) {
    problems.push(
      source.problem(
        'model.noHeader',
        { line: 1, column: 1 },
        'the text does not say which model it is',
        'begin with: model my_model "What it describes"',
      ),
    );
  }
  return { syntax: { ...draft, notes: dedent(draft.notes) }, problems };
}

function parseHeading(source: SourceText, line: number, draft: Draft): SectionName | null {
  const { tokens } = tokenizeLogicalLine(source, line);
  const reader: TokenReader = new TokenReader(source, tokens);
  const heading = reader.expect('name', 'a section');
  if (heading.text === 'model') {
    const name = reader.expect('name', 'the name of the model');
    if (draft.id !== '') {
      reader.fail('model.duplicate', 'a file holds one model', 'put the other into its own file', heading);
    }
    draft.id = name.text;
    draft.title = reader.ahead.kind === 'string' ? reader.take().text : name.text;
    reader.expectEnd();
    return null;
  }
  const section = sectionNames.find((known) => known === heading.text);
  if (section === undefined) {
    const nearest = nearestName(heading.text, ['model', ...sectionNames]);
    return reader.fail(
      'model.heading',
      `there is no section \`${heading.text}\``,
      nearest === null
        ? `sections are ${sectionNames.join(', ')}; indent what belongs to a section`
        : `did you mean \`${nearest}\`?`,
      heading,
    );
  }
  reader.expectEnd();
  return section;
}

/** One line of a section; `when` and `each` make it none or several entries. */
function parseEntries(
  source: SourceText,
  section: Exclude<SectionName, 'notes'> | null,
  tokens: readonly Token[],
  draft: Draft,
  chosen: ReadonlyMap<string, ModelSetting>,
  room: Room,
): void {
  if (section === null) {
    throw new SyntaxProblem(
      source.problem(
        'model.noSection',
        tokens[0] ?? { line: 1, column: 1 },
        'this entry stands before any section',
        `begin with a section: ${sectionNames.join(', ')}`,
      ),
    );
  }
  for (const entry of expandLine(source, draft.settings, tokens, room)) {
    const reader = new TokenReader(source, entry);
    parseEntry(reader, section, draft, chosen);
    reader.expectEnd();
  }
}

function parseEntry(
  reader: TokenReader,
  section: Exclude<SectionName, 'notes'>,
  draft: Draft,
  chosen: ReadonlyMap<string, ModelSetting>,
): void {
  switch (section) {
    case 'settings': {
      const { name, ...declared } = parseSetting(reader);
      const other = chosen.get(name);
      draft.declared.set(name, declared);
      const taken = other !== undefined && wrongChoice(name, declared, other) === null;
      draft.settings.set(name, taken ? other : declared.value);
      break;
    }
    case 'treatments':
      draft.treatments.push(parseTreatmentEntry(reader));
      break;
    case 'parameters': {
      const correlated = parseCorrelated(reader);
      if (correlated === null) draft.parameters.push(parseParameter(reader));
      else draft.correlated.push(correlated);
      break;
    }
    case 'states':
      draft.states.push(parseState(reader));
      break;
    case 'definitions':
      draft.definitions.push(parseEquation(reader));
      break;
    case 'networks':
      draft.networks.push(parseLayer(reader, draft.settings));
      break;
    case 'rates':
      draft.rates.push(parseRate(reader));
      break;
    case 'observables':
      draft.observables.push(parseObservable(reader, draft.settings));
      break;
  }
}

/** Free text without the indentation that all its lines share. */
function dedent(lines: readonly string[]): string {
  const shared = sharedIndentation(lines);
  return lines
    .map((line) => line.slice(shared).trimEnd())
    .join('\n')
    .trim();
}

function sharedIndentation(lines: readonly string[]): number {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  return indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY);
}
