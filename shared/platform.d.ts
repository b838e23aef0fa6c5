/**
 * The few globals that every host of the engine has (Node, a browser's page and worker). Whatever is not declared here or
 * in lib es2024 does not exist for `shared/`; clocks, loggers, threads and files are arguments.
 */

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  readonly encoding: string;
  decode(input?: ArrayBufferLike | ArrayBufferView, options?: { readonly stream?: boolean }): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer);
  }
  class Memory {
    constructor(descriptor: {
      readonly initial: number;
      readonly maximum?: number;
      readonly shared?: boolean;
    });
    readonly buffer: ArrayBuffer | SharedArrayBuffer;
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function validate(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer): boolean;
}

/**
 * What the engine uses of papaparse. The published types bring all of Node's globals with them, which would undo what
 * this file is for.
 */
declare module 'papaparse' {
  interface ParseConfig {
    /** Empty: guessed from `delimitersToGuess`. */
    readonly delimiter?: string;
    readonly delimitersToGuess?: readonly string[];
    readonly newline?: '\r' | '\n' | '\r\n';
    readonly quoteChar?: string;
    /** 0: all rows. */
    readonly preview?: number;
    /** `greedy` also skips rows of nothing but white space. */
    readonly skipEmptyLines?: boolean | 'greedy';
  }
  interface ParseProblem {
    readonly type: 'Quotes' | 'Delimiter' | 'FieldMismatch';
    readonly code: string;
    readonly message: string;
    /** Counts rows of `data` from 0; absent where the whole text is meant. */
    readonly row?: number;
  }
  interface ParseResult {
    readonly data: readonly (readonly string[])[];
    readonly errors: readonly ParseProblem[];
    readonly meta: { readonly delimiter: string; readonly linebreak: string; readonly truncated: boolean };
  }
  const Papa: { parse(text: string, config?: ParseConfig): ParseResult };
  export default Papa;
}
