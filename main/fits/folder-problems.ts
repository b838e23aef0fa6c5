import { join } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';
import { fitFilesIn, readManifest } from '../store/fit-folder.ts';
import type { FitManifest } from '../store/fit-manifest.ts';
import { lifeInFolder } from './folder-life.ts';
import { shellWord } from './shell-word.ts';

/** Why a fit in a folder is left as it is, each with the command that leads on. */

export function isDone(folder: string, manifest: FitManifest): Problem {
  const { epoch } = lifeInFolder(folder, manifest);
  const message = `the fit has done its ${epochsText(epoch)}; a finished fit is not changed`;
  const canGoOn = fitFilesIn(folder).includes('checkpoint.bin');
  const remedy = canGoOn
    ? `Continue it as a new fit: ${continuing(folder, epoch)}`
    : 'Start a new fit with another --out; its checkpoint is gone, so it cannot be continued.';
  return problem('fit.done', message, remedy, folder);
}

export function isOccupied(folder: string, files: readonly string[]): Problem {
  const other = 'Choose another --out.';
  const manifest = files.includes('fit.json') ? readManifest(folder) : null;
  if (manifest?.ok !== true) {
    const message = `the folder has a ${files.join(', ')} already, which a fit would overwrite`;
    return problem('fit.exists', message, other, folder);
  }
  const { epoch } = lifeInFolder(folder, manifest.value);
  const ways: Readonly<Record<FitManifest['status'], string>> = {
    done: `Or continue that fit: ${continuing(folder, epoch)}`,
    interrupted: 'Or go on with that fit with --resume instead of a spec.',
    failed: '',
  };
  const way = files.includes('checkpoint.bin') ? ways[manifest.value.status] : '';
  const message = 'the folder holds a fit already';
  return problem('fit.exists', message, `${other} ${way}`.trimEnd(), join(folder, 'fit.json'));
}

export function otherBackend(asked: string, begun: string): Problem {
  return {
    code: 'fit.otherBackend',
    severity: 'error',
    message: `the fit was begun on ${begun}; on ${asked} it would go on to other numbers`,
    remedy: 'Leave --backend away, or continue it as a new fit with --out NEW.',
    place: { where: '--backend' },
  };
}

function continuing(folder: string, done: number): string {
  return `wellspring fit --resume ${shellWord(folder)} --out NEW --epochs ${2 * done}`;
}

function epochsText(epochs: number): string {
  return epochs === 1 ? 'epoch' : `${epochs} epochs`;
}

function problem(code: string, message: string, remedy: string, file: string): Problem {
  return { code, severity: 'error', message, remedy, place: { file } };
}
