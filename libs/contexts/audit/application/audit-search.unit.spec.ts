import { randomBytes } from 'node:crypto';
import { AUDIT_PAGE, EVENT_ORIGIN_PURPOSE, USER_PURPOSES, userSubject } from '@reeve/contracts';
import type { AuditEntry, AuditQuery } from '@reeve/contracts';
import { auditEntries, createAuditProjection } from '@reeve/audit/projections';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { RecordedEvent } from '@reeve/event-store';
import { createSealing } from '@reeve/sealing/envelope';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call } from '../testing/administrators-call.js';
import { anyLog, AT, recordedEvent } from '../testing/recorded-events.js';
import { ActorReader } from './actor-reader.js';
import { AuditSearch } from './audit-search.js';
import type { CaughtUp } from './audit-search.js';
import { AuditTotals } from './audit-totals.js';

const page = { limit: AUDIT_PAGE.defaultLimit, offset: 0 };

const sealing = await createSealing({ masterKey: randomBytes(32), keys: createMemoryDataKeyStore() });

async function searchOver(
  log: readonly RecordedEvent[],
  caughtUp: CaughtUp = () => Promise.resolve(true),
): Promise<AuditSearch> {
  const projection = createAuditProjection([]);
  const documentStore = openMemoryDocumentStore(projection.collections);
  for (const event of log) {
    await documentStore.write(await projection.project(event, () => Promise.resolve(undefined)));
  }
  const totals = new AuditTotals(documentStore.collection(auditEntries), () => Promise.resolve('1'));
  return new AuditSearch(documentStore, totals, new ActorReader(documentStore, sealing), caughtUp);
}

async function everyEntry(search: AuditSearch): Promise<readonly AuditEntry[]> {
  return (await search.search({ limit: AUDIT_PAGE.maxLimit, offset: 0 }, call)).items;
}

/** What the query means, said as plainly as can be. */
function selected(entries: readonly AuditEntry[], query: AuditQuery): readonly AuditEntry[] {
  return entries.filter(
    (entry) =>
      (['entity_type', 'entity_id', 'user_id', 'action'] as const).every(
        (filter) => query[filter] === undefined || query[filter] === entry[filter],
      ) &&
      entry.created_at >= (query.from ?? -Infinity) &&
      entry.created_at <= (query.to ?? Infinity),
  );
}

const anyQuery = fc.record(
  {
    entity_type: fc.constantFrom('plan', 'quota', 'nothing'),
    entity_id: fc.constantFrom('1', '2', 'nothing'),
    user_id: fc.constantFrom('ada', 'bob', 'nobody'),
    action: fc.constantFrom('plan_priced', 'plan_dropped', 'quota_priced', 'nothing'),
    from: fc.integer({ min: -1, max: 5 }).map((second) => AT / 1000 + second),
    to: fc.integer({ min: -1, max: 5 }).map((second) => AT / 1000 + second),
    limit: fc.integer({ min: 1, max: 50 }),
    offset: fc.integer({ min: 0, max: 50 }),
  },
  { requiredKeys: ['limit', 'offset'] },
);

describe('searching the audit log', () => {
  it('gives what matches all that is asked, and how many there are', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, anyQuery, async (log, query) => {
        const search = await searchOver(log);
        const matching = selected(await everyEntry(search), query);

        expect(await search.search(query, call)).toEqual({
          items: matching.slice(query.offset, query.offset + query.limit),
          total: matching.length,
          visible: true,
        });
      }),
    );
  });

  it('puts the newest first, and of one second the one that came later in the log', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, async (log) => {
        const newestFirst = [...log].sort(
          (left, right) =>
            Date.parse(right.metadata['occurredAt'] as string) -
              Date.parse(left.metadata['occurredAt'] as string) || right.revision - left.revision,
        );
        expect((await everyEntry(await searchOver(log))).map(({ id }) => id)).toEqual(
          newestFirst.map(({ id }) => id),
        );
      }),
    );
  });

  it('says what happened, and what it changed', async () => {
    const search = await searchOver([recordedEvent(1, { type: 'things.plan.priced.v1', stream: 'plan-1' })]);

    expect((await search.search(page, call)).items).toEqual([
      {
        id: '00000000-0000-4000-8000-000000000001',
        user_id: 'ada',
        action: 'plan_priced',
        entity_type: 'plan',
        entity_id: '1',
        description: 'An event of type things.plan.priced.v1, which this version of Reeve has no words for',
        changes: null,
        audit_metadata: { type: 'things.plan.priced.v1' },
        created_at: AT / 1000,
        actor_kind: 'user',
        actor_name: null,
        actor_role: 'admin',
        ip: null,
        user_agent: null,
        request_id: 'request-1',
      },
    ]);
  });

  it('says who did it and from where, until that person is erased', async () => {
    const id = 'to-be-erased';
    const origin = { ip: '192.0.2.7', userAgent: 'a browser' };
    const search = await searchOver([
      recordedEvent(1, {
        type: 'users.user.registered.v1',
        stream: `user-${id}`,
        data: { userId: id, name: await sealing.seal(userSubject(id), USER_PURPOSES.name, 'Grace') },
        actor: {
          id,
          origin: await sealing.seal(userSubject(id), EVENT_ORIGIN_PURPOSE, JSON.stringify(origin)),
        },
      }),
    ]);

    expect((await search.search(page, call)).items).toMatchObject([
      { user_id: id, actor_name: 'Grace', ip: '192.0.2.7', user_agent: 'a browser' },
    ]);

    await sealing.destroy(userSubject(id));

    expect((await search.search(page, call)).items).toMatchObject([
      { user_id: id, actor_name: null, ip: null, user_agent: null },
    ]);
  });

  it('waits for what was appended before it was asked, within bounds, and says when some may be missing', async () => {
    const deadlines: number[] = [];
    const log = [recordedEvent(1, { type: 'things.plan.priced.v1', stream: 'plan-1' })];
    const search = await searchOver(log, (deadline) => {
      deadlines.push(deadline);
      return Promise.resolve(false);
    });
    const asked = Date.now();

    expect(await search.search(page, { ...call, deadline: asked + 60_000 })).toMatchObject({
      total: 1,
      visible: false,
    });
    expect(await search.search(page, { ...call, deadline: asked + 1_500 })).toMatchObject({
      visible: false,
    });

    const [patient = NaN, hurried = NaN] = deadlines;
    expect(patient - asked).toBeGreaterThanOrEqual(2_000);
    expect(patient - asked).toBeLessThan(60_000);
    expect(hurried).toBe(asked + 500);
  });
});
