import { constants, crc32, deflateRawSync } from 'node:zlib';

/** A file that is small, or costs nothing to make, and would cost its reader all it has. */
export interface PlateBomb {
  readonly what: string;
  readonly name: string;
  readonly bytes: () => Uint8Array;
}

const megabyte = 1 << 20;

/** What archives, XML and texts can do to a reader: each must be refused, or read as the little that it says. */
export const plateBombs: readonly PlateBomb[] = [
  {
    what: 'a workbook whose sheet unpacks to half a gigabyte, and says so',
    name: 'bomb.xlsx',
    bytes: () => workbook(sheetXml(), { blanks_MB: 512 }),
  },
  {
    what: 'a workbook whose sheet unpacks to 64 MB, and says it has 1000 bytes',
    name: 'liar.xlsx',
    bytes: () => workbook(sheetXml(), { blanks_MB: 64, claimed: 1000 }),
  },
  {
    what: 'a workbook that says it unpacks to four gigabytes',
    name: 'giant.xlsx',
    bytes: () => workbook(sheetXml(), { claimed: 0xffff_fff0 }),
  },
  {
    what: 'a workbook of twenty thousand parts that nobody needs',
    name: 'many.xlsx',
    bytes: () => zip(Array.from({ length: 20_000 }, (_, n) => ({ name: `x${n}`, data: Buffer.alloc(0) }))),
  },
  {
    what: 'a workbook with entities that multiply',
    name: 'laughs.xlsx',
    bytes: () =>
      workbook(
        `<?xml version="1.0"?>${laughs}<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&lol9;</t></is></c></row></sheetData></worksheet>`,
      ),
  },
  {
    what: 'a table in XML with entities that multiply',
    name: 'laughs.xml',
    bytes: () => Buffer.from(`<?xml version="1.0"?>${laughs}${spreadsheet('&lol9;')}`),
  },
  {
    what: 'a table in XML that asks for a file of the machine',
    name: 'thief.xml',
    bytes: () =>
      Buffer.from(
        `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>${spreadsheet('&secret;')}`,
      ),
  },
  {
    what: 'a table in XML nested a hundred thousand deep',
    name: 'deep.xml',
    bytes: () => Buffer.from(spreadsheet(`${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`)),
  },
  {
    what: 'a table in XML whose one cell stands in column sixteen million',
    name: 'wide.xml',
    bytes: () => Buffer.from(spreadsheet('1').replace('<Cell>', '<Cell ss:Index="16000000">')),
  },
  {
    what: 'JSON nested a million deep',
    name: 'deep.json',
    bytes: () => Buffer.from('['.repeat(1_000_000)),
  },
  {
    what: 'a hundred megabytes of commas',
    name: 'commas.csv',
    bytes: () => Buffer.alloc(100 * megabyte, ','),
  },
  {
    what: 'a gigabyte of commas',
    name: 'gigabyte.csv',
    // Pages that nobody looks at take no memory.
    bytes: () => new Uint8Array(1024 * megabyte),
  },
  {
    what: 'fifty megabytes of lines of one comma',
    name: 'lines.csv',
    bytes: () => Buffer.alloc(50 * megabyte, ',\n'),
  },
  {
    what: 'temperatures of thirty thousand characters',
    name: 'fever.txt',
    bytes: () => {
      const head =
        '##BLOCKS= 1\nPlate:\tPlate1\t1.3\tTimeFormat\tKinetic\tAbsorbance\tRaw\tFALSE\t1\t600\t60\n\tTemperature\tA1\n';
      const rows = Array.from(
        { length: 100 },
        (_, n) => `00:${String(n % 60).padStart(2, '0')}:00\t37${'x'.repeat(30_000)}\t`,
      );
      return Buffer.from(`${head}${rows.join('\n')}\n~End\n`);
    },
  },
  {
    what: 'a quote that is never closed before fifty megabytes',
    name: 'quote.csv',
    bytes: () => Buffer.concat([Buffer.from('Time,"A1,A2\n0,'), Buffer.alloc(50 * megabyte, '1,2\n')]),
  },
];

/** Entities of entities, 10^9 of them ("billion laughs"). */
const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, n) => {
  const inner = `&lol${n === 0 ? '' : n};`;
  return `<!ENTITY lol${n + 1} "${inner.repeat(10)}">`;
}).join('')}]>`;

function spreadsheet(cell: string): string {
  return `<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="General"><Table><Row><Cell><Data ss:Type="String">Plate  (1 of 1)</Data></Cell></Row><Row><Cell><Data ss:Type="String">${cell}</Data></Cell></Row></Table></Worksheet></Workbook>`;
}

function sheetXml(): string {
  const cell = (address: string, text: string): string =>
    `<c r="${address}" t="inlineStr"><is><t>${text}</t></is></c>`;
  return `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">${cell('A1', 'Time [s]')}${cell('B1', 'A1')}</row><row r="2"><c r="A2"><v>0</v></c><c r="B2"><v>0.1</v></c></row></sheetData></worksheet>`;
}

function workbook(sheet: string, lies: Lies = {}): Uint8Array {
  const rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const part = (name: string, text: string) => ({ name, data: Buffer.from(text) });
  return zip([
    part(
      '[Content_Types].xml',
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    ),
    part(
      '_rels/.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    part(
      'xl/workbook.xml',
      `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${rels}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    { name: 'xl/worksheets/sheet1.xml', data: Buffer.from(sheet), ...lies },
  ]);
}

interface Lies {
  /** Megabytes of blanks behind the data, which cost nothing to pack. */
  readonly blanks_MB?: number;
  /** Bytes that the directory says there are; left out: as many as there are. */
  readonly claimed?: number;
}

interface Entry extends Lies {
  readonly name: string;
  readonly data: Buffer;
}

/** A zip archive (APPNOTE 4.3), each entry deflated. */
function zip(entries: readonly Entry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, blanks_MB = 0, claimed } of entries) {
    const { packed, sum } = deflated(data, blanks_MB);
    const title = Buffer.from(name);
    const size = claimed ?? data.length + blanks_MB * megabyte;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(sum, 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(title.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    central.writeUInt16LE(20, 6);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(sum, 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(title.length, 28);
    central.writeUInt32LE(at, 42);
    parts.push(local, title, packed);
    directory.push(central, title);
    at += local.length + title.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, central, end]));
}

const nothing = pack(Buffer.alloc(0), 0);

function deflated(data: Buffer, blanks_MB: number): { readonly packed: Buffer; readonly sum: number } {
  return data.length + blanks_MB === 0 ? nothing : pack(data, blanks_MB);
}

/** Blocks that are flushed and not finished can be put behind one another. */
function pack(data: Buffer, blanks_MB: number): { readonly packed: Buffer; readonly sum: number } {
  const blanks = Buffer.alloc(blanks_MB > 0 ? megabyte : 0, ' ');
  const open = { finishFlush: constants.Z_SYNC_FLUSH };
  let sum = crc32(data);
  for (let n = 0; n < blanks_MB; n++) sum = crc32(blanks, sum);
  const packed = Buffer.concat([
    deflateRawSync(data, open),
    ...Array<Buffer>(blanks_MB).fill(deflateRawSync(blanks, open)),
    deflateRawSync(Buffer.alloc(0)),
  ]);
  return { packed, sum };
}
