import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window was; without a place it is for the system to choose. */
export interface WindowState {
  readonly width: number;
  readonly height: number;
  readonly x?: number;
  readonly y?: number;
  readonly maximized: boolean;
}

const fallback: WindowState = { width: 1280, height: 800, maximized: false };
/** Smaller than this the page has no room (UI: 900 x 600). */
export const smallest = { width: 900, height: 600 } as const;
/** So much of the window must lie on a screen that its title bar can be caught. */
const visible = 100;

/** Reads what was remembered; a missing or damaged file, or a screen that is gone, gives the default. */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return fallback;
  }
  if (typeof stored !== 'object' || stored === null) return fallback;
  const { x, y, width, height, maximized } = stored as Record<string, unknown>;
  if (!isLength(width) || !isLength(height)) return fallback;
  const size = { width: Math.max(width, smallest.width), height: Math.max(height, smallest.height) };
  const state = { ...size, maximized: maximized === true };
  if (!isLength(x) || !isLength(y)) return state;
  const onScreen = screens.some(
    (area) =>
      x + size.width >= area.x + visible &&
      x <= area.x + area.width - visible &&
      y >= area.y &&
      y <= area.y + area.height - visible,
  );
  return onScreen ? { ...state, x, y } : state;
}

/** Where it cannot be written it is not remembered: no reason to bother anyone. */
export function writeWindowState(file: string, bounds: Rectangle, maximized: boolean): void {
  const { x, y, width, height } = bounds;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify({ x, y, width, height, maximized }));
    renameSync(`${file}.part`, file);
  } catch {
    // A read-only profile.
  }
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 100_000;
}
