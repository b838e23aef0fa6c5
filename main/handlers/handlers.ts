import { type Outcome, success } from '../../shared/base/problem.ts';
import type { Channel, ChannelReply } from '../../shared/channels.ts';
import { parseFitRequest, parseNamed } from './fit-request.ts';
import type { Fits } from './fits.ts';
import { type OpenProject, plateReadings, projectView } from './project.ts';

/** What answers each channel. Requests come as they arrived; each handler parses its own at the door. */
export type Handlers = { readonly [C in Channel]: (request: unknown) => Outcome<ChannelReply<C>> };

/** `project` reads the project's spec and plates, or says what is wrong with them. */
export function createHandlers(project: () => Outcome<OpenProject>, fits: Fits): Handlers {
  return {
    'project.open': () => then(project(), (open) => success({ ...projectView(open), fits: fits.list() })),
    'plate.readings': (request) =>
      then(parseNamed('plate.readings', request, 'plate'), (plate) =>
        then(project(), (open) => plateReadings(open, plate)),
      ),
    'fit.start': (request) => then(parseFitRequest(request), (parsed) => fits.start(parsed)),
    'fit.stop': (request) => then(parseNamed('fit.stop', request, 'fit'), (fit) => fits.stop(fit)),
    'fit.show': (request) => then(parseNamed('fit.show', request, 'fit'), (fit) => fits.show(fit)),
  };
}

function then<A, B>(outcome: Outcome<A>, next: (value: A) => Outcome<B>): Outcome<B> {
  return outcome.ok ? next(outcome.value) : outcome;
}
