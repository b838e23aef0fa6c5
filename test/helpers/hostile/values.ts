type Draw = (below: number) => number;

/** What may stand where something else is expected: wrong types, huge and odd numbers, texts that mean something elsewhere. */
const scalars: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 5e-324],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[
    '',
    ' ',
    '0',
    'null',
    '\0',
    'a\0b',
    '\u001b[2J\u001b]0;x\u0007',
    '\u202egnp',
    '\ud800',
    '\ufeff',
    '\r\n',
    '\u0085',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'fit-0', 'fit-999999999', 'fit-1e3', 'FIT-1'],
  ...[
    '../../../etc/passwd',
    '/dev/zero',
    '/dev/stdin',
    '/proc/self/mem',
    '/proc/self/fd/0',
    '//host/share/x',
    'C:\\x',
  ],
  ...[
    '~',
    '~root',
    '/',
    '.',
    '..',
    "'; DROP TABLE fits; --",
    '%s%n',
    '{{1+1}}',
    '<script>alert(1)</script>',
    '😀'.repeat(80),
  ],
  ...[
    'model: [',
    '&a [*a, *a]',
    '- - - - x',
    '!!js/function x',
    'x: &a [1]\ny: [*a, *a, *a, *a, *a, *a, *a, *a]',
  ],
];

/** Another value than the one expected. */
export function hostileValue(draw: Draw): unknown {
  const kind = draw(20);
  if (kind < 12) return scalars[draw(scalars.length)];
  switch (kind) {
    case 12:
      return [];
    case 13:
      return {};
    case 14:
      return nested(1 + draw(60));
    case 15:
      return 'x'.repeat(10 ** draw(6));
    case 16:
      return Array.from({ length: 10 ** draw(5) }, (_, i) =>
        draw(2) === 0 ? i : scalars[i % scalars.length],
      );
    case 17:
      return new Float64Array(draw(5));
    case 18:
      return Uint8Array.from({ length: draw(3000) }, () => draw(256));
    default:
      return { kind: 'text', value: scalars[draw(scalars.length)], $: 'number' };
  }
}

/** Within what a message may nest, and a list in a list in a list. */
function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { x: value };
  return value;
}

/** A copy in which one place, drawn among all, holds something else, is gone, or has something beside it. */
export function mutated(value: unknown, draw: Draw): unknown {
  const places = placesOf(value, []);
  const place = places[draw(places.length)] ?? [];
  return changedAt(value, place, (old) => {
    if (!isRecord(old) || draw(2) === 0) return hostileValue(draw);
    const key = ['x', '__proto__', 'constructor', 'toString', '$', 'length', 'then'][draw(7)] ?? 'x';
    // Not by assignment: `__proto__` shall be a key like others.
    return Object.fromEntries([...Object.entries(old), [key, hostileValue(draw)]]);
  });
}

type Place = readonly (string | number)[];

function placesOf(value: unknown, place: Place): readonly Place[] {
  if (Array.isArray(value)) return [place, ...value.flatMap((item, i) => placesOf(item, [...place, i]))];
  if (!isRecord(value)) return [place];
  return [place, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...place, key]))];
}

function changedAt(value: unknown, place: Place, change: (old: unknown) => unknown): unknown {
  const [first, ...rest] = place;
  if (first === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item, i) => (i === first ? changedAt(item, rest, change) : item));
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, key === first ? changedAt(item, rest, change) : item]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** A message's text with something in it that no program of ours writes. */
export function mangled(text: string, draw: Draw): string {
  const at = draw(text.length + 1);
  switch (draw(8)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return `${text.slice(0, at)}${String.fromCharCode(draw(0x3000))}${text.slice(at + 1)}`;
    case 2:
      return `${text.slice(0, at)}${text.slice(draw(text.length + 1))}`;
    case 3:
      return `${'['.repeat(1000 * (1 + draw(100)))}`;
    case 4:
      return text.replace('{', '{"__proto__":{"polluted":1},');
    case 5:
      return text.replace('{', '{"$":"Float64Array","value":"AAAA",');
    case 6:
      return text.replace('{', `{"${'k'.repeat(10 ** draw(6))}":0,`);
    default:
      return (
        ['', 'null', '[]', '0', '"x"', '{"$":"number","value":"NaN"}', '\ufeff{}', '{}{}'][draw(8)] ?? ''
      );
  }
}
