import type { AuditDescriber, JsonObject } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLog, AT, recordedEvent } from '../testing/recorded-events.js';
import { auditActors } from './audit-actors.js';
import { auditDays } from './audit-days.js';
import { auditEntries } from './audit-entries.js';
import { createAuditProjection } from './audit.projection.js';

const describePlans: AuditDescriber = ({ type, stream, data }) =>
  type === 'things.plan.priced.v1'
    ? {
        entityType: 'plan',
        entityId: stream,
        action: 'plan_priced',
        description: 'Price changed',
        changes: data,
        metadata: { currency: 'EUR' },
      }
    : type === 'things.meter.read.v1'
      ? null
      : undefined;

const projection = createAuditProjection([() => undefined, describePlans]);

async function project(store: DocumentStore, events: readonly RecordedEvent[]): Promise<void> {
  const read: ReadDocument = (collection, id) => store.collection<never>(collection).get(id);
  for (const event of events) await store.write(await projection.project(event, read));
}

async function projected(...logs: readonly (readonly RecordedEvent[])[]): Promise<string> {
  const store = openMemoryDocumentStore(projection.collections);
  for (const log of logs) await project(store, log);
  const entries = await store.collection(auditEntries).find({ limit: 10_000 });
  const actors = await store.collection(auditActors).find({ limit: 10_000 });
  const days = await store.collection(auditDays).find({ limit: 10_000 });
  return JSON.stringify([entries, actors, days]);
}

async function entryOf(event: RecordedEvent): Promise<JsonObject | undefined> {
  const store = openMemoryDocumentStore(projection.collections);
  await project(store, [event]);
  return await store.collection(auditEntries).get(event.id);
}

describe('the audit projection', () => {
  it('makes an entry of an event, in the words of the describer that knows it', async () => {
    const changes = { price: { old: 1, new: 2 } };
    const event = recordedEvent(7, {
      type: 'things.plan.priced.v1',
      stream: 'plan-1',
      data: changes,
      actor: { origin: 'sealed' },
      at: AT + 999,
    });

    expect(await entryOf(event)).toEqual({
      entity_type: 'plan',
      entity_id: 'plan-1',
      user_id: 'ada',
      action: 'plan_priced',
      created_at: AT / 1000,
      position: event.position,
      actor_kind: 'user',
      actor_role: 'admin',
      origin: 'sealed',
      request_id: 'request-7',
      payload: JSON.stringify({
        description: 'Price changed',
        changes,
        audit_metadata: { currency: 'EUR' },
      }),
    });
  });

  it('listens to every event there is', () => {
    expect(projection.filter).toEqual({});
  });

  it('records a type that no describer knows, without its payload', async () => {
    const event = recordedEvent(1, {
      type: 'later.wallet.topped-up.v3',
      stream: 'wallet-9',
      data: { card: '4111 1111 1111 1111' },
    });

    const entry = await entryOf(event);

    expect(entry).toMatchObject({ entity_type: 'wallet', entity_id: '9', action: 'wallet_topped_up' });
    expect(JSON.stringify(entry)).not.toContain('4111 1111');
  });

  it('makes no entry of what its context says is none', async () => {
    const store = openMemoryDocumentStore(projection.collections);
    const read = recordedEvent(1, { type: 'things.meter.read.v1', stream: 'meter-1' });
    const priced = recordedEvent(2, { type: 'things.plan.priced.v1', stream: 'plan-1' });
    await project(store, [read, priced]);
    expect((await store.collection(auditEntries).find({ limit: 10 })).map(({ id }) => id)).toEqual([
      priced.id,
    ]);
  });

  it('records an event that bears no stamp, under the time at which the store wrote it', async () => {
    const event = { ...recordedEvent(1, { type: 'foreign.thing.done.v1', stream: 'thing-1' }), metadata: {} };

    expect(await entryOf(event)).toMatchObject({
      user_id: null,
      actor_kind: 'anonymous',
      actor_role: null,
      origin: null,
      request_id: null,
      created_at: AT / 1000,
    });
  });

  it('keeps the sealed name of whoever registers', async () => {
    const store = openMemoryDocumentStore(projection.collections);
    await project(store, [
      recordedEvent(1, {
        type: 'users.user.registered.v1',
        stream: 'user-ada',
        data: { userId: 'ada', name: 'sealed name' },
      }),
    ]);

    expect(await store.collection(auditActors).get('ada')).toEqual({ name: 'sealed name' });
  });

  it('gives the same documents, byte for byte, however often and from wherever the log is projected again', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.nat(40), async (log, from) => {
        const once = await projected(log);
        expect(await projected(log, log.slice(from))).toBe(once);
        expect(await projected(log.slice(0, from), log)).toBe(once);
      }),
    );
  });
});
