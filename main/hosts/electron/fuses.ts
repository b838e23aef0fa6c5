/**
 * Fuses of the packaged Electron binary: switches that whoever builds a package burns in, and that nothing at run time can
 * turn back. The names are those of `electronFuses` in electron-builder.yml, which is to state exactly this table; a package
 * is checked with `fuseFaults` before it is given to anyone.
 */
export const fuses = {
  /** `ELECTRON_RUN_AS_NODE` would make the signed program run any script. The service and jobs are utility processes. */
  runAsNode: false,
  /** The page has no cookies; the keys of the encryption would be asked of the user's keychain. */
  enableCookieEncryption: false,
  /** `NODE_OPTIONS` and `NODE_EXTRA_CA_CERTS`. */
  enableNodeOptionsEnvironmentVariable: false,
  /** `--inspect`. */
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  /** The page comes from `app://`; no file address has rights of its own. */
  grantFileProtocolExtraPrivileges: false,
} as const satisfies Readonly<Record<string, boolean>>;

/** In the binary's order (version 1 of the wire). Fuses that come after these stay as Electron sets them. */
const wireOrder = Object.keys(fuses) as readonly (keyof typeof fuses)[];
/** Stands before the wire in every Electron binary. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const wireVersion = 1;

/** What is wrong with the fuses of a binary, a sentence each; none: all are as the table says. */
export function fuseFaults(binary: Uint8Array): readonly string[] {
  const bytes = Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength);
  const starts: number[] = [];
  for (let at = bytes.indexOf(sentinel); at >= 0; at = bytes.indexOf(sentinel, at + 1)) starts.push(at);
  if (starts.length === 0) return ['this is no Electron binary: it has no fuses'];
  // A universal binary of macOS has one wire for each processor.
  return starts.flatMap((start) => wireFaults(bytes.subarray(start + sentinel.length)));
}

function wireFaults(wire: Uint8Array): readonly string[] {
  const [version = 0, length = 0] = wire;
  if (version !== wireVersion)
    return [`the fuses have version ${version}, and version ${wireVersion} is known here`];
  const states = [...wire.subarray(2, 2 + length)].map((byte) => String.fromCharCode(byte));
  return wireOrder.flatMap((name, i) => {
    const wanted = fuses[name] ? '1' : '0';
    return states[i] === wanted ? [] : [`${name} is ${words(states[i])} and is to be ${words(wanted)}`];
  });
}

function words(state: string | undefined): string {
  switch (state) {
    case '1':
      return 'on';
    case '0':
      return 'off';
    default:
      return 'not there';
  }
}
