import { named, parseNumberToken } from './parse-parts.ts';
import type { SyntaxCorrelated } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

const example = 'correlated r, K, rc by LKJ(2)';

/** `correlated r, K, rc by LKJ(2)` among the parameters; null: the line is another. Nothing else may be called `correlated`. */
export function parseCorrelated(reader: TokenReader): SyntaxCorrelated | null {
  const { line, column } = reader.ahead;
  if (!reader.takeIf('correlated')) return null;
  const members: SyntaxCorrelated['members'][number][] = [];
  do members.push(named(reader, reader.expect('name', 'the name of an individual parameter')));
  while (reader.takeIf(','));
  for (const text of ['by', 'LKJ', '(']) reader.expectText(text, example);
  const shape = parseNumberToken(reader);
  if (!(shape > 0))
    reader.fail(
      'model.correlated',
      `the shape of LKJ is ${shape}, and must be above 0`,
      `write for example: ${example} (1: every correlation is as likely; above 1: those near 0 are likelier)`,
      { line, column },
    );
  reader.expectText(')', example);
  return { members, shape, line, column };
}
