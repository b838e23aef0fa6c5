import { z } from 'zod';
import { plateReadings } from '../desk/project-view.ts';
import type { HandlersOf } from './handler.ts';

export const plateHandlers: HandlersOf<'plate.readings'> = {
  'plate.readings': {
    schema: z.strictObject({ plate: z.string().min(1, 'no plate was named').max(600) }),
    answer: async ({ plate }, { desk }) => {
      const project = desk.project();
      if (!project.ok) return project;
      const { shelf } = project.value;
      const readings = plateReadings(shelf, plate);
      if (readings.ok || shelf.lost().length === 0) return readings;
      // They were looked at for the first time, and are not what they should be.
      await project.value.readLost();
      const still = desk.project();
      const again = still.ok ? plateReadings(still.value.shelf, plate) : still;
      return again.ok ? again : readings;
    },
  },
};
