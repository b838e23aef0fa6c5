import { shortText } from '../../shared/base/short-text.ts';

/** Of a list or an object no more is put into words than is shown of it: it may be the whole of a large file. */
const mostParts = 60;
/** Of one text: what is shown as one character may take many units. */
const mostUnits = 4096;

/** What a value looks like as JSON, in at most so many characters; what JSON has no word for is named. */
export function briefJson(value: unknown, most = 60): string {
  return shortText(jsonWithin(value, most), most);
}

/** As `JSON.stringify`, ending once there is more than `room`, whatever lies deeper. */
function jsonWithin(value: unknown, room: number): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, mostUnits));
  if (typeof value !== 'object' || value === null) return String(value);
  if (room < 0) return '';
  if (Array.isArray(value)) return `[${within(value.slice(0, mostParts), room - 1, jsonWithin)}]`;
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  const entries = Object.keys(value).slice(0, mostParts);
  const pair = (key: string, rest: number): string =>
    `${jsonWithin(key, rest)}:${jsonWithin((value as Readonly<Record<string, unknown>>)[key], rest)}`;
  return `{${within(entries, room - 1, pair)}}`;
}

function within<T>(items: readonly T[], room: number, text: (item: T, room: number) => string): string {
  let all = '';
  for (const [index, item] of items.entries()) {
    if (all.length > room) break;
    all += `${index === 0 ? '' : ','}${text(item, room - all.length)}`;
  }
  return all;
}
