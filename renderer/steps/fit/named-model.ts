/**
 * The model file that a spec's text names (`model: toggle.model`), without folders; null: a model of the library, or none
 * is named yet. For a hint while typing: what the service reads decides.
 */
export function namedModel(text: string): string | null {
  const named = /^\s*model\s*:\s*(?:"([^"]*)"|'([^']*)'|([^#\n]*))/m.exec(text);
  const path = (named?.[1] ?? named?.[2] ?? named?.[3] ?? '').trim();
  return path.endsWith('.model') ? (path.split(/[/\\]/).at(-1) ?? null) : null;
}

/** What is to be done about the model beside a spec, one sentence; null: nothing. */
export function modelHint(named: string | null, given: string | null): string | null {
  if (named !== null && given === null)
    return `The spec names the model file ${named}: drop it here as well, or load it.`;
  if (named !== null && given !== named)
    return `The spec names ${named}, and the model file beside it is ${given}: they must have the same name.`;
  if (named === null && given !== null)
    return `The spec names no model file, so ${given} would not be used. Write “model: ${given}” into it.`;
  return null;
}
