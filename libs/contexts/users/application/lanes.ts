import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lanes that begin in one turn of the event loop: others get theirs in between, and what one step of these waits for is done beside a step of those. */
const BEGUN_AT_ONCE = 50;

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
  const running: Promise<void>[] = [];
  for (const { works, lanes } of kinds) {
    const waiting = works.values();
    for (let begun = 0; begun < lanes; begun++) {
      if (begun > 0 && begun % BEGUN_AT_ONCE === 0) await nextTurn();
      running.push(lane(waiting));
    }
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
