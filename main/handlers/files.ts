import { z } from 'zod';
import { success } from '../../shared/base/problem.ts';
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

export const fileHandlers: HandlersOf<'files.import' | 'files.remove'> = {
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
  'files.remove': {
    schema: z.strictObject({
      files: z.array(fileNameShape).min(1, 'no file was named').max(mostFilesAtOnce),
    }),
    answer: ({ files }, { desk }) => changing(desk.project(), ({ store }) => store.removeFiles(files)),
  },
};
