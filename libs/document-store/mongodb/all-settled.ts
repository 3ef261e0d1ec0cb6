/**
 * Waits for all of them, also when one fails: nothing of a failed write may happen after it was answered.
 *
 * @throws what the first of them that failed was rejected with.
 */
export async function allSettled<T>(running: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(running);
  return await Promise.all(running);
}
