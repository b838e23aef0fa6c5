import type { AppState } from '../state/app.svelte.ts';
import { STEPS } from '../state/steps.ts';
import { isTyping } from '../state/typing.ts';

/** What the list of keys says; the plate's own keys are the plate's (Plate.svelte). */
export const KEYS: readonly (readonly [string, string])[] = [
  ['Ctrl or Cmd or Alt + 1 … 7', 'Go to a step'],
  ['Ctrl or Cmd + Z', 'Undo the last change of the project'],
  ['Ctrl or Cmd + Shift + Z, Ctrl + Y', 'Redo it'],
  ['Arrow keys', 'Move over the plate'],
  ['Shift + arrow keys', 'Select a rectangle of wells'],
  ['Space', 'Add or take away the well under the cursor'],
  ['Ctrl or Cmd + A', 'Select the whole plate (on the plate)'],
  ['Left, right', 'Previous and next well (in the enlarged chart)'],
  ['Esc', 'Close what is open, then clear the selection'],
  ['?', 'This list'],
];

/** Keys that work everywhere in the window. */
export function pressKey(app: AppState, event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  // A field undoes its own typing.
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !isTyping(event.target)) {
    const key = event.key.toLowerCase();
    if (key === 'z' || key === 'y') {
      if (key === 'y' || event.shiftKey) app.redo();
      else app.undo();
      event.preventDefault();
      return;
    }
  }
  const digit = /^Digit([1-7])$/.exec(event.code)?.[1];
  if (digit !== undefined && (event.ctrlKey || event.metaKey || event.altKey) && !event.shiftKey) {
    const step = STEPS[Number(digit) - 1];
    if (step !== undefined) app.go(step.id);
    event.preventDefault();
  } else if (event.key === '?' && !isTyping(event.target)) {
    app.keysShown = true;
    event.preventDefault();
  } else if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) {
    if (isTyping(event.target)) (event.target as HTMLElement).blur();
    else app.selection.clear();
  }
}
