import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A file system of a few megabytes, there until the current test is over. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all room but so many bytes, by a file that has nothing to do with what is tested. */
  leave(bytes: number): Promise<void>;
  /** Gives back what {@link leave} took. */
  makeRoom(): Promise<void>;
}

/**
 * Mounts memory as a disk.
 *
 * @throws Error when this process may not mount: ask {@link canMountSmallDisk} first.
 */
export async function aSmallDisk(bytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-small-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', folder]);
  onTestFinished(async () => {
    execFileSync('umount', ['--lazy', folder]);
    await rm(folder, { recursive: true });
  });
  const ballast = join(folder, 'ballast');
  return {
    folder,
    leave: async (left) => {
      const { bavail, bsize } = await statfs(folder);
      await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)), { flag: 'a' });
    },
    makeRoom: () => rm(ballast),
  };
}

/** Whether this process may mount: root on Linux, outside of most containers. */
export function canMountSmallDisk(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
