import type { DesktopBridge } from '../../shared/channels.ts';

/** What the desktop window gives the page; null in a browser. */
export function desktop(): DesktopBridge | null {
  return (window as { wellspring?: DesktopBridge }).wellspring ?? null;
}
