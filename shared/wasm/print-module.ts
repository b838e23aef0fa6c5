import { unreachable } from '../base/assert.ts';
import { type Code, type FunctionCode, type Local, localsOf, type ModuleCode } from './code.ts';

/** A module in the text format, one statement a line; constants of vectors as the number that a lane holds. */
export function printModule({ functions, memory }: ModuleCode): string {
  return [
    '(module',
    `  (import "env" "memory" (memory ${memory.initial} ${memory.maximum} shared))`,
    ...functions.flatMap(printFunction),
    ')',
    '',
  ].join('\n');
}

function printFunction(code: FunctionCode): readonly string[] {
  const name = namesOf(code);
  const declare = (what: string, locals: readonly Local[]): string =>
    locals.map((local) => ` (${what} ${name(local)} ${local.type})`).join('');
  const locals = declare('local', localsOf(code));
  return [
    `  (func (export "${code.name}")${declare('param', code.parameters)}`,
    ...(locals === '' ? [] : [`   ${locals}`]),
    ...code.body.flatMap((statement) => printStatement(statement, name, '    ')),
    '  )',
  ];
}

/** Locals of the same name are told apart by a number. */
function namesOf(code: FunctionCode): (local: Local) => string {
  const names = new Map<Local, string>();
  const used = new Map<string, number>();
  for (const local of [...code.parameters, ...localsOf(code)]) {
    const before = used.get(local.name) ?? 0;
    used.set(local.name, before + 1);
    names.set(local, before === 0 ? `$${local.name}` : `$${local.name}.${before}`);
  }
  return (local) => names.get(local) ?? `$${local.name}`;
}

function printStatement(code: Code, name: (local: Local) => string, indent: string): readonly string[] {
  const nested = (body: readonly Code[]): readonly string[] =>
    body.flatMap((statement) => printStatement(statement, name, `${indent}  `));
  if (code.kind === 'repeat') {
    return [
      `${indent}(loop`,
      ...nested(code.body),
      `${indent}  (br_if 0 ${printExpression(code.condition, name)}))`,
    ];
  }
  if (code.kind === 'when') {
    return [
      `${indent}(if ${printExpression(code.condition, name)} (then`,
      ...nested(code.body),
      `${indent}))`,
    ];
  }
  return [`${indent}${printExpression(code, name)}`];
}

function printExpression(code: Code, name: (local: Local) => string): string {
  const inner = (part: Code): string => printExpression(part, name);
  switch (code.kind) {
    case 'apply': {
      const lanes = (code.lanes ?? []).map(String);
      return `(${[code.opcode, ...lanes, ...code.args.map(inner)].join(' ')})`;
    }
    case 'i32':
      return `(i32.const ${code.value})`;
    case 'f64':
      return `(f64.const ${code.value})`;
    case 'v128':
      return printVector(code.bits, code.laneBytes);
    case 'memory': {
      const offset = code.offset === 0 ? [] : [`offset=${code.offset}`];
      const value = code.value === undefined ? [] : [inner(code.value)];
      return `(${[code.opcode, ...offset, inner(code.address), ...value].join(' ')})`;
    }
    case 'get':
      return `(local.get ${name(code.local)})`;
    case 'set':
    case 'tee':
      return `(local.${code.kind} ${name(code.local)} ${inner(code.value)})`;
    case 'repeat':
    case 'when':
      throw new Error('loops and conditions are statements');
    default:
      return unreachable(code, 'a kind of code');
  }
}

function printVector(bits: bigint, laneBytes: 4 | 8): string {
  const count = 16 / laneBytes;
  const lanes = Array.from({ length: count }, () => BigInt.asIntN(laneBytes * 8, bits).toString());
  return `(v128.const ${laneBytes === 4 ? 'i32x4' : 'i64x2'} ${lanes.join(' ')})`;
}
