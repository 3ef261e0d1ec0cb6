/** Works of one kind, and how many of them may run at once. */
export interface Lanes {
  readonly works: readonly (() => Promise<void>)[];
  readonly lanes: number;
}

/**
 * Does all works, each kind in its own lanes. After a failure nothing more is begun, and what is under way is waited for.
 *
 * @throws the first failure.
 */
export async function inLanes(kinds: readonly Lanes[]): Promise<void> {
  const failures: unknown[] = [];
  const lane = async (waiting: Iterator<() => Promise<void>>) => {
    for (let next = waiting.next(); next.done !== true && failures.length === 0; next = waiting.next()) {
      try {
        await next.value();
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(
    kinds.flatMap(({ works, lanes }) => {
      const waiting = works.values();
      return Array.from({ length: lanes }, () => lane(waiting));
    }),
  );
  if (failures.length > 0) throw failures[0];
}
