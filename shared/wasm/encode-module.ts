import { present, unreachable } from '../base/assert.ts';
import { type ByteWriter, makeByteWriter } from './byte-writer.ts';
import {
  type Code,
  type FunctionCode,
  type Local,
  localsOf,
  type ModuleCode,
  type ValueType,
} from './code.ts';
import { type Opcode, opcodes } from './opcodes.ts';

const valueTypes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f64: 0x7c, v128: 0x7b };
const emptyBlock = 0x40;
const end = 0x0b;
/** A maximum is stated and the memory is shared between threads. */
const sharedMemory = 0x03;

/** A module in the binary format (WebAssembly core specification, 5). */
export function encodeModule({ functions, memory }: ModuleCode): Uint8Array<ArrayBuffer> {
  const out = makeByteWriter();
  out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  section(out, 1, (types) => {
    types.unsigned(functions.length);
    for (const { parameters } of functions) {
      types.byte(0x60);
      types.unsigned(parameters.length);
      for (const { type } of parameters) types.byte(valueTypes[type]);
      types.unsigned(0);
    }
  });
  section(out, 2, (imports) => {
    imports.unsigned(1);
    imports.text('env');
    imports.text('memory');
    imports.byte(0x02);
    imports.byte(sharedMemory);
    imports.unsigned(memory.initial);
    imports.unsigned(memory.maximum);
  });
  section(out, 3, (declared) => {
    declared.unsigned(functions.length);
    functions.forEach((_, index) => {
      declared.unsigned(index);
    });
  });
  section(out, 7, (exported) => {
    exported.unsigned(functions.length);
    functions.forEach(({ name }, index) => {
      exported.text(name);
      exported.byte(0x00);
      exported.unsigned(index);
    });
  });
  section(out, 10, (bodies) => {
    bodies.unsigned(functions.length);
    for (const one of functions) sized(bodies, (body) => encodeFunction(one, body));
  });
  return out.take();
}

function section(out: ByteWriter, id: number, write: (content: ByteWriter) => void): void {
  out.byte(id);
  sized(out, write);
}

function sized(out: ByteWriter, write: (content: ByteWriter) => void): void {
  const content = makeByteWriter();
  write(content);
  out.unsigned(content.length);
  out.bytes(content.take());
}

function encodeFunction(code: FunctionCode, out: ByteWriter): void {
  const indices = new Map<Local, number>();
  for (const parameter of code.parameters) indices.set(parameter, indices.size);
  const locals = localsOf(code);
  const types = (Object.keys(valueTypes) as ValueType[])
    .map((type) => locals.filter((local) => local.type === type))
    .filter((group) => group.length > 0);
  out.unsigned(types.length);
  for (const group of types) {
    for (const local of group) indices.set(local, indices.size);
    out.unsigned(group.length);
    out.byte(valueTypes[present(group[0], 'a group has a local').type]);
  }
  const encoder: Encoder = { out, indices };
  for (const statement of code.body) encode(encoder, statement);
  out.byte(end);
}

interface Encoder {
  readonly out: ByteWriter;
  readonly indices: ReadonlyMap<Local, number>;
}

function encode(encoder: Encoder, code: Code): void {
  const { out } = encoder;
  switch (code.kind) {
    case 'apply':
      for (const arg of code.args) encode(encoder, arg);
      instruction(out, code.opcode);
      if (code.lanes !== undefined) out.bytes(code.lanes);
      return;
    case 'i32':
      instruction(out, 'i32.const');
      out.signed(code.value);
      return;
    case 'f64':
      instruction(out, 'f64.const');
      out.float64(code.value);
      return;
    case 'v128':
      instruction(out, 'v128.const');
      for (let at = 0; at < 16; at += code.laneBytes) out.integer(code.bits, code.laneBytes);
      return;
    case 'memory':
      encode(encoder, code.address);
      if (code.value !== undefined) encode(encoder, code.value);
      instruction(out, code.opcode);
      out.unsigned(alignmentOf(code.opcode));
      out.unsigned(code.offset);
      return;
    case 'get':
      instruction(out, 'local.get');
      out.unsigned(indexOf(encoder, code.local));
      return;
    case 'set':
    case 'tee':
      encode(encoder, code.value);
      instruction(out, code.kind === 'set' ? 'local.set' : 'local.tee');
      out.unsigned(indexOf(encoder, code.local));
      return;
    case 'repeat':
      out.bytes([0x03, emptyBlock]);
      for (const statement of code.body) encode(encoder, statement);
      encode(encoder, code.condition);
      out.bytes([0x0d, 0x00, end]);
      return;
    case 'when':
      encode(encoder, code.condition);
      out.bytes([0x04, emptyBlock]);
      for (const statement of code.body) encode(encoder, statement);
      out.byte(end);
      return;
    default:
      unreachable(code, 'a kind of code');
  }
}

function indexOf({ indices }: Encoder, local: Local): number {
  return present(indices.get(local), `local ${local.name} belongs to this function`);
}

function instruction(out: ByteWriter, opcode: Opcode): void {
  // tens of thousands of them before this is fast code: plainly
  const code: readonly number[] = opcodes[opcode];
  out.byte(code[0] as number);
  if (code.length > 1) out.unsigned(code[1] as number);
}

/** Natural alignment as a power of two; a promise about speed, not about correctness. */
function alignmentOf(opcode: Opcode): number {
  if (opcode === 'v128.load' || opcode === 'v128.store') return 4;
  return opcode.includes('64') ? 3 : 2;
}
