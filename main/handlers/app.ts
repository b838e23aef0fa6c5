import { success } from '../../shared/base/problem.ts';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import { exampleThere } from '../desk/example.ts';
import type { HandlersOf } from './handler.ts';
import { nothing } from './shapes.ts';

export const appHandlers: HandlersOf<'app.state'> = {
  'app.state': {
    schema: nothing,
    answer: (_, { program, host, home, desk }) =>
      success({
        ...{ version: program.version, host, home },
        ...{ recent: desk.recent.list(), exampleThere: exampleThere(home), project: desk.view() },
        formats: plateFormats.map(({ id, title }) => ({ id, title })),
      }),
  },
};
