import type { AuditDescription, JsonObject } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { indexServes } from '@reeve/document-store/testing';
import type { ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { describe, expect, it } from 'vitest';
import { AT, recordedEvent } from '../testing/recorded-events.js';
import type { EventFacts } from '../testing/recorded-events.js';
import { auditDays, countedDay } from './audit-days.js';

const NOBODY = { kind: 'anonymous', id: null, role: null } as const;
const DAY = '2026-01-31';

const plan = described('plan', '1', { price: { old: 1, new: 2 } });

function described(entityType: string, entityId: string, changes: JsonObject | null): AuditDescription {
  return { entityType, entityId, action: 'anything', description: 'Anything', changes };
}

async function count(
  store: DocumentStore,
  event: RecordedEvent,
  description: AuditDescription,
): Promise<void> {
  const read: ReadDocument = (collection, id) => store.collection<never>(collection).get(id);
  await store.write(await countedDay(event, description, read));
}

async function counted(
  facts: Partial<EventFacts>,
  description: AuditDescription = plan,
): Promise<JsonObject | undefined> {
  const store = openMemoryDocumentStore([auditDays]);
  const event = recordedEvent(1, { type: 'things.plan.priced.v1', stream: 'plan-1', ...facts });
  await count(store, event, description);
  return await store.collection(auditDays).get(DAY);
}

const NOTHING = {
  day: DAY,
  sign_ups: 0,
  sign_ins: 0,
  refused_sign_ins: 0,
  entity_types: {},
  sections: {},
  actors: {},
  changed: '000000000001',
};

describe('What is counted on a day', () => {
  const registered = 'users.user.registered.v1';
  const started = 'users.session.started.v1';

  it.each(['sign-up', 'ldap', 'oauth'])('is who came by themselves: %s', async (source) => {
    expect(await counted({ type: registered, data: { userId: 'bob', source }, actor: NOBODY })).toEqual({
      ...NOTHING,
      sign_ups: 1,
    });
  });

  it('is no account that the environment has made', async () => {
    const actor = { kind: 'system', id: null, role: null } as const;
    const data = { userId: 'bob', source: 'environment' };
    expect(await counted({ type: registered, data, actor })).toBeUndefined();
  });

  it.each(['password', 'ldap', 'oauth'])('is a session that somebody has started with %s', async (method) => {
    expect(await counted({ type: started, data: { userId: 'ada', method } })).toEqual({
      ...NOTHING,
      sign_ins: 1,
    });
  });

  it('is no session that an administrator was handed with a new account', async () => {
    expect(await counted({ type: started, data: { userId: 'bob', method: 'system' } })).toBeUndefined();
  });

  it('is a refused sign-in', async () => {
    const facts = { type: 'users.sign-in.refused.v1', data: { userId: null }, actor: NOBODY };
    expect(await counted(facts)).toEqual({ ...NOTHING, refused_sign_ins: 1 });
  });

  it.each([
    ['things.plan.priced.v1', { userId: 'bob' }, plan, {}],
    [registered, { userId: 'bob', source: 'import' }, described('user', 'bob', null), {}],
    ['config.banners.changed.v1', {}, described('config', 'banners', {}), { banners: 1 }],
    ['config.oauth-client.registered.v1', {}, described('config', 'client', null), {}],
  ])('is what an administrator has changed: %s', async (type, data, description, sections) => {
    expect(await counted({ type, data }, description)).toEqual({
      ...NOTHING,
      entity_types: { [description.entityType]: 1 },
      sections,
      actors: { ada: 1 },
    });
  });

  it.each([
    ['about themselves', { data: { userId: 'ada' } }],
    ['to be refused', { type: 'audit.request.refused.v1' }],
    ['to see secrets', { type: 'config.secrets.revealed.v1' }],
    ['before they were one', { actor: { role: 'user' } }],
    ['in no one’s name', { actor: NOBODY }],
    ['as the system itself', { actor: { kind: 'system', id: null, role: null } }],
  ] as const)('is nothing that an administrator did %s', async (_how, facts) => {
    expect(await counted(facts)).toBeUndefined();
  });

  it('is by the names of things, whatever these are', async () => {
    expect(await counted({}, described('constructor', '1', null))).toMatchObject({
      entity_types: { constructor: 1 },
    });
  });

  it('is that of the day in UTC on which it was decided, however late it was recorded', async () => {
    const store = openMemoryDocumentStore([auditDays]);
    for (const [index, at] of [AT, Date.UTC(2026, 0, 31, 23, 59, 59, 999), Date.UTC(2026, 1, 1)].entries()) {
      const facts = { type: 'things.plan.priced.v1', stream: 'plan-1', at };
      await count(store, recordedEvent(index + 1, facts), plan);
    }
    const { metadata, ...unstamped } = recordedEvent(4, { type: 'users.sign-in.refused.v1', stream: 'x' });
    await count(store, { ...unstamped, metadata: {} }, plan);
    expect(metadata).not.toEqual({});

    expect(await store.collection(auditDays).find({ limit: 10 })).toMatchObject([
      { id: DAY, document: { day: DAY, actors: { ada: 2 }, refused_sign_ins: 1 } },
      { id: '2026-02-01', document: { actors: { ada: 1 } } },
    ]);
  });

  it('is counted once, from wherever the log is projected again', async () => {
    const store = openMemoryDocumentStore([auditDays]);
    const log = Array.from({ length: 6 }, (_, index) =>
      recordedEvent(index + 1, {
        type: 'things.plan.priced.v1',
        stream: 'plan-1',
        actor: { id: index % 2 === 0 ? 'ada' : 'bob' },
      }),
    );
    for (const event of log) await count(store, event, plan);
    const once = JSON.stringify(await store.collection(auditDays).get(DAY));
    for (const from of log.keys()) {
      for (const event of log.slice(from)) await count(store, event, plan);
      expect(JSON.stringify(await store.collection(auditDays).get(DAY))).toBe(once);
    }
    expect(JSON.parse(once)).toMatchObject({ entity_types: { plan: 6 }, actors: { ada: 3, bob: 3 } });
  });

  it('is found by an index', () => {
    const where = { day: { gte: DAY, lt: '2026-02-28' } };
    expect(indexServes(auditDays, { where, sort: [{ field: 'day', direction: 'asc' }] })).toBe(true);
  });
});
