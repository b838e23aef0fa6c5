/** Text is being typed there, so that letters and undo belong to it. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    (target instanceof HTMLInputElement && target.type === 'text') || target instanceof HTMLTextAreaElement
  );
}
