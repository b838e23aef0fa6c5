import { z } from 'zod';
import { failure, hasError, type Outcome, success } from '../../shared/base/problem.ts';
import type { ProjectView } from '../../shared/channels.ts';
import type { OpenProject } from '../desk/open-project.ts';
import { adaptShipped, shippedSpecs, specChoices } from '../desk/shipped-specs.ts';
import { readProjectSpec, type SpecText } from '../fits/project-spec.ts';
import { isModelPath } from '../jobs/model-file.ts';
import type { ServiceContext } from './context.ts';
import type { HandlersOf } from './handler.ts';
import { fileNameShape, nothing, ownModelShape } from './shapes.ts';

export const specHandlers: HandlersOf<'spec.list' | 'spec.choose'> = {
  'spec.list': {
    schema: nothing,
    answer: (_, { desk, program }) => {
      const project = desk.project();
      const plates = project.ok ? project.value.shelf.plates() : [];
      return success({ specs: specChoices(shippedSpecs(program), plates) });
    },
  },
  'spec.choose': {
    schema: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('shipped'), id: z.string().max(255) }),
      z.strictObject({
        kind: z.literal('text'),
        name: fileNameShape,
        text: z.string(),
        model: ownModelShape.nullable().default(null),
      }),
    ]),
    answer: (request, context) => {
      const project = context.desk.project();
      if (!project.ok) return project;
      if (request.kind === 'text') return take(project.value, withKept(request, project.value), context);
      const shipped = shippedSpecs(context.program);
      const spec = shipped.find(({ id }) => id === request.id);
      if (spec === undefined) {
        const message = `no spec “${request.id}” comes with the program`;
        const remedy = `Choose one of ${shipped.map(({ id }) => id).join(', ')}.`;
        return failure([{ code: 'spec.unknown', severity: 'error', message, remedy }]);
      }
      const adapted = adaptShipped(spec, project.value.shelf.plates());
      return adapted.ok ? take(project.value, adapted.value, context) : adapted;
    },
  },
};

/** A spec whose own model is not given again means the one that the project has. */
function withKept(
  spec: Omit<SpecText, 'model'> & { readonly model?: SpecText['model'] },
  { store }: OpenProject,
): SpecText {
  return { ...spec, model: spec.model ?? store.spec()?.model ?? null };
}

/** Keeps a spec that a fit can be started with, and refuses any other with all that is wrong with it. */
function take(project: OpenProject, spec: SpecText, { program }: ServiceContext): Outcome<ProjectView> {
  const read = readProjectSpec(spec, program.models);
  if (!read.ok) return read;
  const problems = [...read.problems, ...project.check(read.value)];
  if (hasError(problems)) return failure(problems);
  const { name, text } = spec;
  // One that the spec does not name would only be there to be wondered at.
  const model = isModelPath(read.value.spec.model) ? spec.model : null;
  const chosen = project.store.setSpec({ name, text, model });
  return chosen.ok ? success(project.changed(), problems) : chosen;
}
