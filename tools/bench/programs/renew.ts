import { join } from 'node:path';
import { createBillingApplication } from '@reeve/billing/application';
import { billingCollections, billingProjection } from '@reeve/billing/projections';
import type { DocumentStore } from '@reeve/document-store';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import { createEventStamp, Projector } from '@reeve/event-sourcing';
import type { EventStore, Position } from '@reeve/event-store';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';
import { input } from './input.js';

/** Renews what is due in the files of a server that was stopped: half of it, and then, as another process would, the rest. */
export interface Renewal {
  readonly folder: string;
  /** The time of the run in epoch milliseconds. */
  readonly at: number;
  /** How many are due by then. */
  readonly due: number;
}

export interface RenewalResult {
  readonly firstHalfSeconds: number;
  readonly restSeconds: number;
  /** Of this process, as it is from its start. */
  readonly residentMB: number;
}

const RENEWED = 'billing.subscription.renewed.v1';
const { folder, at, due } = input() as Renewal;
const eventStore = await openSqliteEventStore({ path: join(folder, 'events.db') });
const documentStore = await openSqliteDocumentStore({
  path: join(folder, 'documents.db'),
  collections: billingCollections,
});

try {
  const before = await eventStore.head();
  const firstHalfSeconds = await renew(documentStore, (renewed) => renewed < due / 2);
  const restSeconds = await renew(documentStore, () => true);
  await checkEachOnce(before);
  const residentMB = process.memoryUsage.rss() / 1024 / 1024;
  console.log(JSON.stringify({ firstHalfSeconds, restSeconds, residentMB } satisfies RenewalResult));
} finally {
  await documentStore.close();
  await eventStore.close();
}

/** With nothing that another run would remember. @returns seconds, until reads show what was renewed. */
async function renew(documents: DocumentStore, mayGoOn: (renewed: number) => boolean): Promise<number> {
  const projector = new Projector(billingProjection, eventStore, documents);
  projector.start();
  const counted = countingRenewals(eventStore);
  const { renewals } = createBillingApplication({
    eventStore: counted.store,
    documentStore: documents,
    stamp: createEventStamp(() => Promise.resolve(null)),
    progress: projector,
    now: () => at,
    onRenewalFailure: (error) => {
      throw error;
    },
  });
  const began = performance.now();
  await renewals.run(() => mayGoOn(counted.renewed()));
  const seconds = (performance.now() - began) / 1000;
  await projector.stop();
  return seconds;
}

function countingRenewals(store: EventStore): { readonly store: EventStore; readonly renewed: () => number } {
  let renewed = 0;
  return {
    renewed: () => renewed,
    store: {
      append: async (stream, events, ...rest) => {
        const result = await store.append(stream, events, ...rest);
        renewed += events.filter(({ type }) => type === RENEWED).length;
        return result;
      },
      readStream: (...read) => store.readStream(...read),
      readAll: (...read) => store.readAll(...read),
      subscribe: (...from) => store.subscribe(...from),
      head: () => store.head(),
      close: () => store.close(),
    },
  };
}

async function checkEachOnce(after: Position | undefined): Promise<void> {
  const renewed = new Set<string>();
  let events = 0;
  const filter = { typePrefixes: [RENEWED] };
  for await (const { stream } of eventStore.readAll({ filter, ...(after && { after }) })) {
    renewed.add(stream);
    events += 1;
  }
  if (renewed.size !== due || events !== due) {
    throw new Error(
      `${String(events)} renewals of ${String(renewed.size)} subscriptions; ${String(due)} were due`,
    );
  }
}
