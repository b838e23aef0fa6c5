import { registerAppScheme } from './app-protocol.ts';
import { Desktop, type DesktopFiles } from './desktop.ts';
import type { ElectronApi } from './electron-api.ts';
import { projectArgument } from './project-argument.ts';
import { guardApp } from './security.ts';

/**
 * From the program's start to its first window. All that must come before ready is done here and now: nothing in the
 * entry may be awaited, for Electron is not ready before the entry has ended.
 */
export function startDesktop(electron: ElectronApi, files: DesktopFiles): void {
  const { app, dialog, protocol } = electron;
  app.setName('Wellspring');
  app.setAppUserModelId('org.wellspring.desktop');
  if (!app.requestSingleInstanceLock()) {
    // The first one shows itself and opens what this one was asked to open.
    app.quit();
    return;
  }
  guardApp(app);
  registerAppScheme(protocol);
  let desktop: Desktop | null = null;
  // npm starts it elsewhere and says where the user was.
  let project = projectArgument(process.argv.slice(1), process.env.INIT_CWD ?? process.cwd());
  app.on('second-instance', (_event, args, folder) => desktop?.show(projectArgument(args.slice(1), folder)));
  app.on('activate', () => desktop?.show(null));
  // macOS, which may send it before ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (desktop === null) project = path;
    else desktop.show(path);
  });
  app
    .whenReady()
    .then(() => {
      desktop = new Desktop(electron, files);
      desktop.openWindow(project);
    })
    .catch((error: unknown) => {
      dialog.showErrorBox(
        'Wellspring could not start',
        error instanceof Error ? (error.stack ?? '') : String(error),
      );
      app.exit(3);
    });
}
