import type { EventStore } from '@reeve/event-store';
import type { Settings } from '@reeve/platform';
import type { DataFiles } from './data-files.js';
import type { PartOpening } from './opening.js';

export function eventStorePart({ eventStoreUrl }: Settings, files: DataFiles): PartOpening<EventStore> {
  return {
    name: 'event store',
    awaited: eventStoreUrl !== null,
    open: () => openEmbedded(files.events),
    check: (store) => store.head(),
  };
}

async function openEmbedded(path: string): Promise<EventStore> {
  const { openSqliteEventStore } = await import('@reeve/event-store/sqlite');
  return await openSqliteEventStore({ path });
}
