import type { PlateReadings, ProjectView } from '../../../shared/channels.ts';

/** Signals in the project's order, which is the order of every step; those the project does not use come last. */
export function inProjectOrder(
  signals: PlateReadings['signals'],
  project: ProjectView,
): PlateReadings['signals'] {
  const place = (name: string): number => {
    const at = project.signals.findIndex((signal) => signal.name === name);
    return at < 0 ? project.signals.length : at;
  };
  return signals.toSorted((a, b) => place(a.name) - place(b.name));
}
