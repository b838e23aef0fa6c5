/** Colours that the canvas painter needs, read from tokens.css so that they are written once. */
export interface ChartColours {
  readonly ground: string;
  readonly grid: string;
  readonly axis: string;
  readonly ink: string;
  readonly point: string;
  readonly muted: string;
  readonly accent: string;
  readonly bad: string;
  readonly empty: string;
  readonly dark: boolean;
}

const KEY = 'wellspring.theme';

/** Light or dark: the system's choice until the user makes one, which is remembered. */
export class Theme {
  #system = window.matchMedia('(prefers-color-scheme: dark)');
  #chosen: 'light' | 'dark' | null = null;
  dark = $state(false);
  colours: ChartColours = $state.raw(readColours(false));

  constructor() {
    const remembered = window.localStorage.getItem(KEY);
    this.#chosen = remembered === 'light' || remembered === 'dark' ? remembered : null;
    this.#system.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  toggle(): void {
    this.choose(this.dark ? 'light' : 'dark');
  }

  choose(theme: 'system' | 'light' | 'dark'): void {
    this.#chosen = theme === 'system' ? null : theme;
    if (this.#chosen === null) window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, this.#chosen);
    this.#apply();
  }

  #apply(): void {
    this.dark = this.#chosen === null ? this.#system.matches : this.#chosen === 'dark';
    document.documentElement.dataset.theme = this.dark ? 'dark' : 'light';
    this.colours = readColours(this.dark);
  }
}

function readColours(dark: boolean): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ground: token('--chart-ground'),
    grid: token('--chart-grid'),
    axis: token('--chart-axis'),
    ink: token('--chart-ink'),
    point: token('--chart-point'),
    muted: token('--chart-muted'),
    accent: token('--accent'),
    bad: token('--bad'),
    empty: token('--well-empty'),
    dark,
  };
}
