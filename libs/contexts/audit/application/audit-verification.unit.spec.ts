import type { AuditDescriber, AuditDifference, JsonObject } from '@reeve/contracts';
import { auditEntries, createAuditProjection } from '@reeve/audit/projections';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { EventStore, RecordedEvent } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call } from '../testing/administrators-call.js';
import { anyLog, recordedEvent } from '../testing/recorded-events.js';
import { AuditVerification } from './audit-verification.js';

const describePlans: AuditDescriber = ({ type, stream, data }) =>
  type === 'things.plan.priced.v1'
    ? { entityType: 'plan', entityId: stream, action: 'plan_priced', description: 'Priced', changes: data }
    : type === 'things.meter.read.v1'
      ? null
      : undefined;

interface Given {
  readonly eventStore: EventStore;
  readonly documents: DocumentStore;
  /** As the log has them. */
  readonly events: readonly RecordedEvent[];
  readonly verification: AuditVerification;
  append(nth: number): Promise<void>;
}

/** A log, and the audit log that is made of it. */
async function given(log: readonly RecordedEvent[], isProjected = true): Promise<Given> {
  const eventStore = openMemoryEventStore();
  const projection = createAuditProjection([describePlans]);
  const documents = openMemoryDocumentStore(projection.collections);
  const append = async ({ id, type, stream, data, metadata }: RecordedEvent) => {
    const own = `${stream}-${id}`;
    await eventStore.append(own, [{ id, type, data, metadata }], 'new', { deadline: Date.now() + 5_000 });
    for await (const event of eventStore.readStream(own)) {
      await documents.write(await projection.project(event, () => Promise.resolve(undefined)));
    }
  };
  for (const event of log) await append(event);
  const events: RecordedEvent[] = [];
  for await (const event of eventStore.readAll()) events.push(event);
  const progress = { waitFor: () => Promise.resolve(isProjected) };
  const verification = new AuditVerification(eventStore, documents, [describePlans], progress);
  return { eventStore, documents, events, verification, append: (nth) => append(priced(nth)) };
}

const priced = (nth: number) =>
  recordedEvent(nth, {
    type: 'things.plan.priced.v1',
    stream: 'plan',
    data: { price: { old: 1, new: nth } },
  });
const FIVE = [1, 2, 3, 4, 5].map(priced);

/** All of it, in parts of so many events. */
async function verified({ verification }: Given, limit = 2) {
  const differences: AuditDifference[] = [];
  let checked = 0;
  let after: string | null | undefined;
  while (after !== null) {
    const part = await verification.verify({ limit, ...(after === undefined ? {} : { after }) }, call);
    expect(part.checked).toBeLessThanOrEqual(limit);
    checked += part.checked;
    differences.push(...part.differences);
    after = part.next;
  }
  return { checked, differences };
}

async function entry({ documents, events }: Given, nth: number) {
  const { id = '', position = null } = events[nth] ?? {};
  const document = (await documents.collection(auditEntries).get(id)) ?? {};
  return { id, position, document };
}

const put = ({ documents }: Given, id: string, document: JsonObject) =>
  documents.write([{ kind: 'put', collection: auditEntries.name, id, document }]);

describe('An audit log', () => {
  it('that is what the log makes of it has no differences, in parts of any size', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.integer({ min: 1, max: 50 }), async (log, limit) => {
        expect(await verified(await given(log), limit)).toEqual({ checked: log.length, differences: [] });
      }),
    );
  });

  it('has no entry of what is measured and not done, and differs where there is one', async () => {
    const read = recordedEvent(6, { type: 'things.meter.read.v1', stream: 'meter' });
    const tampered = await given([...FIVE, read]);
    expect(await verified(tampered)).toEqual({ checked: 6, differences: [] });
    const { id, position } = tampered.events[5] ?? {};
    const { document } = await entry(tampered, 2);
    await put(tampered, id ?? '', { ...document, position: position ?? null });
    expect((await verified(tampered)).differences).toEqual([{ kind: 'foreign', id, position, fields: [] }]);
  });

  it('without an entry of an event differs there', async () => {
    const tampered = await given(FIVE);
    const { id, position } = await entry(tampered, 2);
    await tampered.documents.write([{ kind: 'remove', collection: auditEntries.name, id }]);
    expect(await verified(tampered)).toEqual({
      checked: 5,
      differences: [{ kind: 'missing', id, position, fields: [] }],
    });
  });

  const told = JSON.stringify({
    description: 'Priced',
    changes: { price: { old: 1, new: 99 } },
    audit_metadata: null,
  });
  it.each([
    [{ user_id: 'bob' }, ['user_id']],
    [{ created_at: 1, action: 'plan_dropped' }, ['action', 'created_at']],
    [{ payload: told }, ['changes']],
    [{ payload: `${told} ` }, ['changes']],
    [{ payload: 'nothing of the kind' }, ['description', 'changes', 'audit_metadata']],
    [{ payload: null }, ['description', 'changes', 'audit_metadata']],
    [{ note: 'added' }, ['note']],
  ])('with an entry changed by %j differs there', async (change, fields) => {
    const tampered = await given(FIVE);
    const { id, position, document } = await entry(tampered, 2);
    await put(tampered, id, { ...document, ...change });
    const { differences } = await verified(tampered);
    expect(differences.map((each) => ({ ...each, fields: each.fields.toSorted() }))).toEqual([
      { kind: 'changed', id, position, fields: fields.toSorted() },
    ]);
  });

  it('with an entry of no event differs where that claims to stand, wherever it is', async () => {
    for (const of of [0, 1, 2, 4]) {
      for (const place of [(at: string) => at, (at: string) => `${at}x`]) {
        const tampered = await given(FIVE);
        const { position, document } = await entry(tampered, of);
        const claimed = place(position ?? '');
        await put(tampered, 'made-up', { ...document, position: claimed });
        expect((await verified(tampered)).differences).toEqual([
          { kind: 'foreign', id: 'made-up', position: claimed, fields: [] },
        ]);
      }
    }
  });

  it('with an entry that claims no place, or one before all others, differs', async () => {
    const tampered = await given(FIVE);
    const { document } = await entry(tampered, 0);
    await put(tampered, 'nowhere', { ...document, position: 7 });
    await put(tampered, 'before', { ...document, position: '' });
    expect((await verified(tampered)).differences).toEqual([
      { kind: 'foreign', id: 'nowhere', position: null, fields: [] },
      { kind: 'foreign', id: 'before', position: '', fields: [] },
    ]);
  });

  it('with an entry moved to another place differs where the event is, and where the entry is', async () => {
    const tampered = await given(FIVE);
    const [moved, last] = [await entry(tampered, 0), await entry(tampered, 4)];
    await put(tampered, moved.id, { ...moved.document, position: last.position });
    expect((await verified(tampered)).differences).toEqual([
      { kind: 'changed', id: moved.id, position: moved.position, fields: ['position'] },
      { kind: 'foreign', id: moved.id, position: last.position, fields: [] },
    ]);
  });

  it('of a log of no events has no entries', async () => {
    const empty = await given([]);
    expect(await verified(empty)).toEqual({ checked: 0, differences: [] });
    await put(empty, 'made-up', { position: 'x' });
    expect((await verified(empty)).differences).toMatchObject([{ kind: 'foreign', id: 'made-up' }]);
  });

  it('that grows while it is compared does not differ', async () => {
    const growing = await given(FIVE);
    const readAll = growing.eventStore.readAll.bind(growing.eventStore);
    let hasGrown = false;
    growing.eventStore.readAll = async function* (options) {
      yield* readAll(options);
      // What comes after the part was read, and before its entries are.
      if (!hasGrown) await growing.append(6);
      hasGrown = true;
    };
    expect(await growing.verification.verify({ limit: 10 }, call)).toEqual({
      checked: 5,
      next: null,
      differences: [],
    });
  });

  it('that has not come as far as the log is not compared', async () => {
    const behind = await given(FIVE, false);
    await expect(behind.verification.verify({ limit: 10 }, call)).rejects.toMatchObject({
      code: 'AUDIT-BEHIND',
      status: 503,
    });
  });

  it('is not compared from a place that the log does not reach', async () => {
    const { verification } = await given(FIVE);
    await expect(verification.verify({ limit: 10, after: 'z'.repeat(20) }, call)).rejects.toMatchObject({
      status: 422,
      extra: { errors: [{ loc: ['query', 'after'] }] },
    });
  });
});
