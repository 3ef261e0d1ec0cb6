import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partPath } from '../servers/parts.js';

/** A wall clock that jumps, for the processes that are started with its environment. Their monotonic clock goes on as it does. */
export interface WrongClock {
  readonly environment: Readonly<Record<string, string>>;
  /** Sets it so many seconds ahead of the right time; behind it, when negative. At once, also for processes that run. */
  jump(seconds: number): Promise<void>;
  remove(): Promise<void>;
}

/** A clock that is right, until it jumps: libfaketime's. */
export async function aWrongClock(): Promise<WrongClock> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-clock-'));
  const file = join(folder, 'offset');
  const jump = async (seconds: number) => {
    // Read at any moment: it has to be there as a whole.
    await writeFile(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    await rename(`${file}.new`, file);
  };
  await jump(0);
  return {
    environment: {
      LD_PRELOAD: partPath('libfaketime'),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    jump,
    remove: () => rm(folder, { recursive: true }),
  };
}
