import { spawnSync } from 'node:child_process';

/**
 * What has become of some folders or files of a repository since a commit, uncommitted changes included: `2 files changed,
 * 3 insertions(+)`; null: nothing, or nobody knows (no repository, or one without that commit).
 */
export function changedSince(root: string, commit: string, paths: readonly string[]): string | null {
  const git = ['diff', '--shortstat', commit, '--', ...paths];
  const { status, stdout } = spawnSync('git', git, { cwd: root, encoding: 'utf8' });
  return status !== 0 || stdout.trim() === '' ? null : stdout.trim();
}
