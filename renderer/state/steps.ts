export type StepId = 'import' | 'layout' | 'check' | 'model' | 'fit' | 'compare' | 'report';

export interface StepInfo {
  readonly id: StepId;
  readonly title: string;
  /** Of a step that does not work yet: what it will hold, one sentence. */
  readonly later: string | null;
}

/** The wizard in its order; a step's number is its place in this list, counted from 1. */
export const STEPS: readonly StepInfo[] = [
  { id: 'import', title: 'Import', later: null },
  {
    id: 'layout',
    title: 'Layout',
    later: 'Here you will say what is in each well: its device, its treatments, and which wells are blanks.',
  },
  {
    id: 'check',
    title: 'Check',
    later: 'Here you will see what looks wrong (saturation, drift, outliers) and decide which wells to keep.',
  },
  {
    id: 'model',
    title: 'Model',
    later:
      'Here you will choose a model from the biosensor library or write its equations, and try its parameters.',
  },
  { id: 'fit', title: 'Fit', later: null },
  { id: 'compare', title: 'Compare', later: null },
  {
    id: 'report',
    title: 'Report',
    later: 'Here you will choose what goes into the PDF report and see its pages as they will print.',
  },
];

export function isStepId(text: string): text is StepId {
  return STEPS.some((step) => step.id === text);
}
