/**
 * What the installer for Windows has to do with the folder that it installs into. Chromium's sandboxed processes run as app
 * containers there, which may read only what is granted to them: without this they start from the places that installers of
 * the system use, and from no other (a folder of the user's own, a second drive), where every window stays white.
 */

/** All app packages, and the restricted ones, by the names that are the same in every language of Windows. */
const appPackages = ['S-1-15-2-1', 'S-1-15-2-2'] as const;

/** Arguments of `icacls`: read and execute, for the folder and all that will be in it. */
export function grantToAppContainers(folder: string): readonly string[] {
  return [folder, '/grant', ...appPackages.map((sid) => `*${sid}:(OI)(CI)(RX)`), '/T', '/Q'];
}
