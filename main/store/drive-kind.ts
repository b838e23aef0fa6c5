/** What lies under a path. Only `local` is trusted with a write-ahead log. */
export type DriveKind = 'local' | 'network' | 'removable';

/** What `driveKind` needs to know of the machine. */
export interface DriveProbes {
  readonly platform: NodeJS.Platform;
  /** Windows: `C:`. */
  readonly systemDrive: string;
  /** Linux: the text of /proc/mounts, empty where there is none. */
  readonly mounts: () => string;
  /** Linux: whether the block device `/dev/sdb1` says of itself that it can be pulled out. */
  readonly removable: (device: string) => boolean;
}

const networkTypes: ReadonlySet<string> = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'ncpfs', 'afs', '9p', 'vboxsf', 'fuse.vmhgfs-fuse'],
  ...['fuse.sshfs', 'fuse.rclone', 'fuse.gvfsd-fuse', 'fuse.davfs2', 'davfs', 'fuse.s3fs'],
  ...['ceph', 'fuse.ceph', 'glusterfs', 'fuse.glusterfs', 'lustre', 'gpfs', 'beegfs', 'orangefs', 'ocfs2'],
]);

/** File systems that nobody has on a disk that stays. */
const stickTypes: ReadonlySet<string> = new Set(['vfat', 'msdos', 'exfat']);

/**
 * Kind of drive that holds an absolute folder, links resolved. Doubt goes against `local`: the other kinds only cost
 * speed. So on Windows every drive but the system's counts as removable, on macOS everything under /Volumes.
 */
export function driveKind(folder: string, probes: DriveProbes): DriveKind {
  if (probes.platform === 'win32') return windowsDrive(folder, probes.systemDrive);
  if (probes.platform === 'darwin') return folder.startsWith('/Volumes/') ? 'removable' : 'local';
  const mount = mountOf(folder, probes.mounts());
  if (mount === null) return 'local';
  if (networkTypes.has(mount.type)) return 'network';
  return stickTypes.has(mount.type) || probes.removable(mount.device) ? 'removable' : 'local';
}

function windowsDrive(folder: string, systemDrive: string): DriveKind {
  const path = folder.replaceAll('/', '\\');
  if (/^\\\\[?.]\\UNC\\/i.test(path)) return 'network';
  const plain = path.replace(/^\\\\[?.]\\/, '');
  if (plain.startsWith('\\\\')) return 'network';
  return plain.slice(0, 2).toUpperCase() === systemDrive.toUpperCase() ? 'local' : 'removable';
}

interface Mount {
  readonly device: string;
  readonly point: string;
  readonly type: string;
}

/** The deepest mount above a folder; of several at one point the last one hides the others. */
function mountOf(folder: string, mounts: string): Mount | null {
  let found: Mount | null = null;
  for (const line of mounts.split('\n')) {
    const [device, point, type] = line.split(' ').map(unescapeMount);
    if (device === undefined || point === undefined || type === undefined) continue;
    const inside = point === '/' || folder === point || folder.startsWith(`${point}/`);
    if (inside && point.length >= (found?.point.length ?? 0)) found = { device, point, type };
  }
  return found;
}

/** A blank in a name is `\040` in /proc/mounts. */
function unescapeMount(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
