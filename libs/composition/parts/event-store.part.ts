import type { EventStore } from '@reeve/event-store';
import type { EventStoreDBObserver } from '@reeve/event-store/eventstoredb';
import type { Settings } from '@reeve/platform';
import type { Logger } from 'pino';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { DataFiles } from './data-files.js';
import type { PartOpening } from './opening.js';
import { shareEventStore } from './shared-event-store.js';

export function eventStorePart(
  { eventStoreUrl }: Settings,
  files: DataFiles,
  registry: Registry,
  log: Pick<Logger, 'warn'>,
): PartOpening<EventStore> {
  return {
    name: 'event store',
    awaited: eventStoreUrl !== null,
    open: () =>
      eventStoreUrl === null
        ? openEmbedded(files.events)
        : openEventStoreDB(eventStoreUrl, observerOf(registry, log)),
    check: (store) => store.head(),
  };
}

async function openEmbedded(path: string): Promise<EventStore> {
  const { openSqliteEventStore } = await import('@reeve/event-store/sqlite');
  return await openSqliteEventStore({ path });
}

async function openEventStoreDB(url: string, observer: EventStoreDBObserver): Promise<EventStore> {
  const { openEventStoreDBEventStore } = await import('@reeve/event-store/eventstoredb');
  return shareEventStore(url, () => openEventStoreDBEventStore({ url, observer }));
}

function observerOf(registry: Registry, log: Pick<Logger, 'warn'>): EventStoreDBObserver {
  const repeated = new Counter({
    name: 'reeve_event_store_appends_repeated_total',
    help: 'Attempts to append that got no answer, or could not be sent, and were made again.',
    registers: [registry],
  });
  return {
    onAppendRepeated: () => repeated.inc(),
    onSubscriptionInterrupted: (reason) =>
      log.warn({ reason }, 'A catch-up subscription has lost its connection, and connects again'),
  };
}
