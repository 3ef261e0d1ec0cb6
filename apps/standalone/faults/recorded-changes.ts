import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordedEvent } from '@reeve/event-store';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';
import type { RunningServer } from '@reeve/testing/faults';
import type { Administrator } from './administrator.js';
import { CHANGE_ACTIONS, changeIn } from './changes.js';
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

/** Waits until the audit log shows everything that is in the event log, as every projection then does or soon will. */
export async function untilAllShows(administrator: Administrator, server: RunningServer): Promise<void> {
  await auditPage(administrator, server, 'limit=1');
}

const PAGE = 1000;

/** Every page of the audit log, as text. @param query filters, each with a `&` before it: `&action=banners_updated`. */
export async function auditPages(
  administrator: Administrator,
  server: RunningServer,
  query = '',
): Promise<readonly string[]> {
  const pages: string[] = [];
  for (let total = 1; pages.length * PAGE < total;) {
    const page = await auditPage(
      administrator,
      server,
      `limit=${PAGE}&offset=${pages.length * PAGE}${query}`,
    );
    pages.push(page);
    ({ total } = JSON.parse(page) as { total: number });
  }
  return pages;
}

/** Ids of every audit entry about a change of a section, as often as each is there. */
export async function auditedIds(
  administrator: Administrator,
  server: RunningServer,
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const action of CHANGE_ACTIONS) {
    for (const page of await auditPages(administrator, server, `&action=${action}`)) {
      const { items } = JSON.parse(page) as { items: readonly { readonly id: string }[] };
      for (const { id } of items) times.set(id, (times.get(id) ?? 0) + 1);
    }
  }
  return times;
}

/** Asked again for as long as its newest entries are on their way. */
async function auditPage(
  administrator: Administrator,
  server: RunningServer,
  query: string,
): Promise<string> {
  for (;;) {
    const { status, headers, body } = await administrator.get(server, `/api/v1/admin/audit/logs?${query}`);
    if (status !== 200) throw new Error(`The audit log answered ${status}: ${body}`);
    if (headers['reeve-visible'] !== 'false') return body;
  }
}
