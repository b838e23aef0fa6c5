import type { Component } from 'svelte';
import type { ProjectView } from '../../shared/channels.ts';
import type { AppState } from '../state/app.svelte.ts';
import type { StepId } from '../state/steps.ts';
import CompareStep from './compare/CompareStep.svelte';
import FitStep from './fit/FitStep.svelte';
import ImportStep from './import/ImportStep.svelte';
import LaterStep from './later/LaterStep.svelte';

/** Every step's own work; a new step is a folder and a line here. */
export const STEP_COMPONENTS: Readonly<Record<StepId, Component<{ app: AppState; project: ProjectView }>>> = {
  import: ImportStep,
  layout: LaterStep,
  check: LaterStep,
  model: LaterStep,
  fit: FitStep,
  compare: CompareStep,
  report: LaterStep,
};
