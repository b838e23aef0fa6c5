import type { FitRequest, PlateView, ProjectView } from '../../shared/channels.ts';

export interface MockProject extends Omit<ProjectView, 'fits' | 'plates'> {
  readonly plates: readonly [PlateView, ...PlateView[]];
}
export const DEFAULTS: FitRequest;
export function projectOf(scenario: string): MockProject;
