const plain = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3, notation: 'compact' });
const exact = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 4 });

/** Three significant digits in the system's locale; from ten thousand on `25K`. A dash where there is no number. */
export function formatShort(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 10_000 ? compact.format(value) : plain.format(value);
}

/** Four significant digits, for read-outs. */
export function formatValue(value: number): string {
  return Number.isFinite(value) ? exact.format(value) : '–';
}

/** A fixed number of decimals, for values that stand under one another. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '–';
  return value.toLocaleString(undefined, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** A share of 1 as whole per cent. */
export function formatPercent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : '–';
}

/** `5 s`, `1 min 20 s`, `2 h 5 min`: whole units, two at most. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** `1 well`, `12 wells`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

/** `12:04` today, `14 Mar` this year, `14 Mar 2025` before; empty where there is no time. `iso`: ISO 8601. */
export function formatTime(iso: string, now = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  if (at.toDateString() === now.toDateString())
    return at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return at.toLocaleDateString(undefined, { day: 'numeric', month: 'short', ...year });
}

/** `812 bytes`, `34 kB`, `1.2 MB`: two digits, decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return formatCount(bytes, 'byte');
  const [unit, size] = bytes < 1e6 ? ['kB', 1e3] : ['MB', 1e6];
  return `${Number((bytes / (size as number)).toPrecision(2)).toLocaleString()} ${unit}`;
}
