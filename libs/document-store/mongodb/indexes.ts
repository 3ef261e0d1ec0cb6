import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds. */
const RETRY_MS = 5_000;

/** A model of Mongoose, as far as it matters here. */
interface Indexed {
  createIndexes(): Promise<void>;
}

/**
 * Makes the indexes that are not there. Queries are right without them, only slower, so nobody waits for it. An index of a
 * large collection takes longer than an answer may: the server goes on with it, and asking again waits for its end.
 *
 * @param onFailure told of each attempt that fails; the next follows until the signal.
 */
export async function makeIndexes(
  models: readonly Indexed[],
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  for (;;) {
    try {
      for (const model of models) await model.createIndexes();
      return;
    } catch (error) {
      if (signal.aborted) return;
      onFailure(error);
    }
    try {
      await delay(RETRY_MS, undefined, { signal });
    } catch {
      return;
    }
  }
}
