import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** For a thread that is in the middle of something, to come to its end. */
const PATIENCE_MS = 5_000;

/**
 * Sends SIGSTOP, and waits until every thread stands still: each of them takes notice for itself, and may answer a last question
 * meanwhile. Only Linux tells; elsewhere this waits for nothing.
 *
 * @throws Error when one goes on for five seconds.
 */
export async function freezeProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  if (process.platform !== 'linux') return;
  const until = performance.now() + PATIENCE_MS;
  while (!(await isStill(pid))) {
    if (performance.now() > until) throw new Error(`Process ${pid} goes on after SIGSTOP`);
    await delay(1);
  }
}

async function isStill(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`);
  const states = await Promise.all(threads.map((thread) => stateOf(`/proc/${pid}/task/${thread}/stat`)));
  return states.every((state) => state === 'T');
}

/** The third word, behind a name in brackets that may have any. A thread that has ended meanwhile stands still. */
async function stateOf(file: string): Promise<string | undefined> {
  try {
    const stat = await readFile(file, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ', 1)[0];
  } catch {
    return 'T';
  }
}
