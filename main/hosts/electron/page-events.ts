import type { ToPage } from './messages.ts';

/**
 * Characters of events that may be on their way to one page. What comes while a page is further behind is not kept for it:
 * when it has heard the rest, it is told that it missed some, and asks for everything anew.
 */
const mostWaiting = 4 << 20;

/** The events on their way to one page, which says of each that it heard it. */
export interface PageEvents {
  /** `text` makes the event's words; it is not called for a page that is behind. */
  tell(text: () => string): void;
  /** The page has heard the oldest one. */
  heard(): void;
}

export function createPageEvents(post: (message: ToPage) => void): PageEvents {
  const lengths: number[] = [];
  let waiting = 0;
  let missed = false;
  return {
    tell(text) {
      if (waiting > mostWaiting) {
        missed = true;
        return;
      }
      const event = text();
      lengths.push(event.length);
      waiting += event.length;
      post({ kind: 'event', event });
    },
    heard() {
      waiting -= lengths.shift() ?? 0;
      if (!missed || lengths.length > 0) return;
      missed = false;
      post({ kind: 'missed' });
    },
  };
}
