import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordedEvent } from '@reeve/event-store';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';
import { changeIn } from '@reeve/testing/load';
import { aFolder } from './reeve.js';

/** Ids of the events that record each change. A change that was made has one. */
export type EventIds = ReadonlyMap<number, readonly string[]>;

/** What the log of a data folder says, without touching it: nobody may have it open. */
export async function changesInLog(dataDir: string): Promise<EventIds> {
  return changesOf(await eventsOf(dataDir));
}

/** Every event of a data folder's log, in order, from a copy of it. */
export async function eventsOf(dataDir: string): Promise<readonly RecordedEvent[]> {
  const copy = await aFolder();
  await cp(dataDir, copy, { recursive: true, filter: (path) => !/\.db-shm$|documents\.db/.test(path) });
  const store = await openSqliteEventStore({ path: join(copy, 'events.db') });
  try {
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll()) events.push(event);
    return events;
  } finally {
    await store.close();
  }
}

export function changesOf(events: readonly RecordedEvent[]): EventIds {
  const found = new Map<number, string[]>();
  for (const event of events) {
    const nth = changeIn(event);
    if (nth !== undefined) found.set(nth, [...(found.get(nth) ?? []), event.id]);
  }
  return found;
}
