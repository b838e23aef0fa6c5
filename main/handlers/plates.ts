import { z } from 'zod';
import type { HandlersOf } from './handler.ts';
import { plateReadings } from './project-view.ts';

export const plateHandlers: HandlersOf<'plate.readings'> = {
  'plate.readings': {
    schema: z.strictObject({ plate: z.string().min(1, 'no plate was named').max(600) }),
    answer: ({ plate }, { desk }) => {
      const project = desk.project();
      return project.ok ? plateReadings(project.value.shelf, plate) : project;
    },
  },
};
