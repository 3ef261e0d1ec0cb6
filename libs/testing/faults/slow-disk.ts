import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { partPath } from '../servers/parts.js';

/** A disk that takes its time, for one process, until it is mended. */
export interface SlowDisk {
  mend(): Promise<void>;
}

/**
 * Has the process, all its threads, wait before each of its requests to the disk to keep what was written: strace stops it
 * there. What is on the disk then is truly there.
 *
 * @throws Error when strace may not trace the process.
 */
export async function slowDisk(pid: number, milliseconds: number): Promise<SlowDisk> {
  const syncs = 'fsync,fdatasync,sync_file_range';
  const strace = spawn(
    partPath('strace'),
    [
      ...['--follow-forks', '--attach', String(pid), '--output', '/dev/null'],
      ...['--trace', syncs, `--inject=${syncs}:delay_enter=${milliseconds}ms`],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(strace, 'close');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    strace.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (/ attached( with \d+ threads)?$/m.test(said)) resolve();
    });
    void ended.then(() => reject(new Error(`strace ended:\n${said}`)));
  });
  return {
    mend: async () => {
      // It lets go of the process.
      strace.kill('SIGTERM');
      await ended;
    },
  };
}
