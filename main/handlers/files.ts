import { z } from 'zod';
import { failure, hasError, success } from '../../shared/base/problem.ts';
import { timeUnits } from '../../shared/base/time-units.ts';
import { longestInterval_s } from '../../shared/plate/duration.ts';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import { importFiles, largestFile } from '../desk/import-files.ts';
import { mostFilesAtOnce } from '../store/change-schema.ts';
import type { HandlersOf } from './handler.ts';
import { changing } from './project.ts';
import { fileNameShape } from './shapes.ts';

/** Of one import. */
const mostFiles = 64;

const bytes = z
  .instanceof(Uint8Array, { message: 'the file’s bytes are missing' })
  .refine((bytes) => bytes.byteLength <= largestFile, 'the file has more than 200 MB');

const answers = z
  .strictObject({
    format: z
      .enum(
        plateFormats.map(({ id }) => id),
        'there is no such format',
      )
      .exactOptional(),
    timeUnit_s: z.literal(Object.values(timeUnits), 'give 1, 60, 3600 or 86400 seconds').exactOptional(),
    interval_s: z.number().positive('give a time above 0').max(longestInterval_s).exactOptional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'nothing is answered');

export const fileHandlers: HandlersOf<'files.import' | 'files.answer' | 'files.remove'> = {
  'files.import': {
    schema: z.strictObject({
      files: z
        .array(z.strictObject({ name: fileNameShape, bytes }))
        .min(1, 'no file was given')
        .max(mostFiles, `give at most ${mostFiles} files at once`),
    }),
    answer: async ({ files }, { desk, supervisor, tell }) => {
      const project = desk.project();
      if (!project.ok) return project;
      const { store } = project.value;
      const total = files.length;
      const outcome = await importFiles({
        store,
        supervisor,
        files,
        closed: () => project.value.closed,
        onFile: (file, done) => tell({ kind: 'import', file, done, total }),
      });
      if (!outcome.ok) return outcome;
      const { kept, refused } = outcome.value;
      const view = kept.length > 0 ? project.value.changed() : project.value.view();
      return success({ project: view, kept, refused });
    },
  },
  'files.answer': {
    schema: z.strictObject({ file: fileNameShape, answers }),
    answer: async ({ file, answers }, { desk, supervisor }) => {
      const project = desk.project();
      if (!project.ok) return project;
      const { store } = project.value;
      const bytes = store.readFile(file);
      if (!bytes.ok) return bytes;
      const outcome = await importFiles({
        ...{ store, supervisor },
        files: [{ name: file, bytes: bytes.value, answers }],
        closed: () => project.value.closed,
        onFile: () => {},
      });
      if (!outcome.ok) return outcome;
      const problems = outcome.value.refused.flatMap((refused) => refused.problems);
      if (hasError(problems)) return failure(problems);
      return success(outcome.value.kept.length > 0 ? project.value.changed() : project.value.view());
    },
  },
  'files.remove': {
    schema: z.strictObject({
      files: z.array(fileNameShape).min(1, 'no file was named').max(mostFilesAtOnce),
    }),
    answer: ({ files }, { desk }) => changing(desk.project(), ({ store }) => store.removeFiles(files)),
  },
};
