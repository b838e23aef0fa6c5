import { tick } from 'svelte';
import type { DesktopCommand } from '../../shared/channels.ts';
import type { AppState } from './app.svelte.ts';
import { desktop } from './desktop.ts';
import { isTyping } from './typing.ts';

/** Does what the menu or the operating system asked for. */
export async function obey(app: AppState, command: DesktopCommand): Promise<void> {
  switch (command.kind) {
    case 'new':
      if (app.project !== null && !(await app.closeProject())) return;
      await tick();
      document.getElementById('new-title')?.focus();
      return;
    case 'open': {
      const path = await desktop()?.chooseOpen();
      if (path != null) await app.projects.open(path);
      return;
    }
    case 'openPath':
      await app.projects.open(command.path);
      return;
    case 'example':
      await app.projects.openExample(false);
      return;
    case 'close':
      if (app.project !== null) await app.closeProject();
      return;
    case 'undo':
    case 'redo':
      // A field undoes its own typing; nothing newer than execCommand reaches that.
      if (isTyping(document.activeElement)) document.execCommand(command.kind);
      else if (command.kind === 'undo') app.undo();
      else app.redo();
      return;
    case 'theme':
      app.theme.choose(command.theme);
  }
}
