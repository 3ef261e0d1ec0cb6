import { setTimeout as delay } from 'node:timers/promises';

const WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;

/**
 * Waits until reads show what another request made a moment ago, and whose position in the log is therefore not known here.
 *
 * @returns undefined when they still do not after two seconds.
 */
export async function untilShown<T>(find: () => Promise<T | undefined>): Promise<T | undefined> {
  const until = Date.now() + LONGEST_WAIT_MS;
  for (;;) {
    const found = await find();
    if (found !== undefined || Date.now() >= until) return found;
    await delay(WAIT_MS);
  }
}
