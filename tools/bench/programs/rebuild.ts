import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { auditCollections, createAuditProjection } from '@reeve/audit/projections';
import { createConfigDescriber, describeUsersEvent, SECTIONS } from '@reeve/contracts';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import { projectionKey, Projector } from '@reeve/event-sourcing';
import type { EventStore, EventToAppend, Position } from '@reeve/event-store';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';
import { input } from './input.js';

/** Rebuilds the audit log, the projection with the most indexes over the most events, from a log of real stores. */
export interface Rebuild {
  /** Empty. */
  readonly folder: string;
  readonly events: number;
  readonly rounds: number;
}

const APPENDED_AT_ONCE = 500;
/** As long as a sealed `{ip, userAgent}` is. */
const SEALED_ORIGIN = `rs1.${'A'.repeat(180)}`;

const { folder, events, rounds } = input() as Rebuild;
const eventStore = await openSqliteEventStore({ path: join(folder, 'events.db') });
const documentStore = await openSqliteDocumentStore({
  path: join(folder, 'documents.db'),
  collections: auditCollections,
});
const projection = createAuditProjection([createConfigDescriber(SECTIONS), describeUsersEvent]);

try {
  const head = await fill(eventStore, events);
  const perSecond: number[] = [];
  for (let round = 0; round < rounds; round++) perSecond.push(await rebuild(head));
  console.log(JSON.stringify(perSecond));
} finally {
  await documentStore.close();
  await eventStore.close();
}

async function rebuild(head: Position): Promise<number> {
  await documentStore.reset(projectionKey(projection), projection.collections);
  const projector = new Projector(projection, eventStore, documentStore);
  const began = performance.now();
  projector.start();
  const done = await projector.waitFor(head, Date.now() + 60_000);
  const seconds = (performance.now() - began) / 1000;
  await projector.stop();
  if (!done) throw new Error(`The projection is ${projector.status.state}: ${projector.status.reason ?? ''}`);
  return events / seconds;
}

async function fill(store: EventStore, count: number): Promise<Position> {
  let last: Position | undefined;
  for (let first = 0; first < count; first += APPENDED_AT_ONCE) {
    const batch = Array.from({ length: APPENDED_AT_ONCE }, (_, index) => change(first + index));
    const expected = first === 0 ? 'new' : first - 1;
    ({ position: last } = await store.append('config', batch, expected, { deadline: Date.now() + 10_000 }));
  }
  if (last === undefined) throw new Error('There is nothing to project');
  return last;
}

function change(nth: number): EventToAppend {
  const section = SECTIONS[nth % SECTIONS.length]?.entity ?? '';
  return {
    id: randomUUID(),
    type: `config.${section}.changed.v1`,
    data: { changes: { FLAG: { old: nth % 2 === 0, new: nth % 2 === 1 } }, cause: 'edit' },
    metadata: {
      $correlationId: randomUUID(),
      $causationId: randomUUID(),
      commandId: randomUUID(),
      commandHash: null,
      // Ten changes a second.
      occurredAt: new Date(Date.UTC(2026, 0, 1) + nth * 100).toISOString(),
      actor: { kind: 'user', id: `person-${nth % 20}`, role: 'admin', origin: SEALED_ORIGIN },
    },
  };
}
