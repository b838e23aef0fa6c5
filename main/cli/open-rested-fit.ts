import { present } from '../../shared/base/assert.ts';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { type RestedFit, restedInFolder, restedInProject } from '../fits/rested-fit.ts';
import { findProgramFolders } from '../store/resources.ts';
import { UsageError } from './command.ts';
import { openCommandProject } from './command-project.ts';
import { parseFitName } from './fit-name.ts';
import { fitOptions } from './fit-options.ts';
import { refuseGiven } from './fit-order.ts';
import type { Given, OptionTable } from './options.ts';
import { type Output, userPath } from './output.ts';

/** Of commands that look at fits. */
export const restedOptions: OptionTable = {
  data: { kind: 'text', value: 'DIR', help: 'folder of the data files, where they were moved (the fit’s)' },
  threads: present(fitOptions.threads, 'a fit knows threads'),
};

/** A fit as a command line names it, with the folder of its data and the threads that are given; it is only read. */
export async function openRestedFit(text: string, given: Given, output: Output): Promise<Outcome<RestedFit>> {
  const name = parseFitName(text);
  if (name.kind === 'project' && given.has('data'))
    throw new UsageError('--data does not go with a project, which holds all');
  const refused = refuseGiven(given);
  if (refused.length > 0) return failure(refused);
  if (name.kind === 'folder') {
    const fit = restedInFolder(name.path);
    return fit.ok ? success(asGiven(fit.value, given), fit.problems) : fit;
  }
  const store = await openCommandProject(name.path, output);
  if (!store.ok) return store;
  try {
    const fit = restedInProject(store.value, findProgramFolders().version, name.fit);
    return fit.ok ? success(asGiven(fit.value, given), fit.problems) : fit;
  } finally {
    // all that a job needs has been read
    store.value.close();
  }
}

function asGiven(fit: RestedFit, given: Given): RestedFit {
  const { order } = fit;
  const data = given.text('data');
  const threads = given.integer('threads') ?? order.settings.threads;
  return {
    ...fit,
    order: {
      ...order,
      ...(data !== null && { data: userPath(data) }),
      settings: { ...order.settings, threads },
    },
  };
}
