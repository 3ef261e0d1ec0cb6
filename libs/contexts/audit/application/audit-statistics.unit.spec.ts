import { randomBytes } from 'node:crypto';
import { dayOf, timeBuckets, USER_PURPOSES, userSubject } from '@reeve/contracts';
import type { AuditAnalyticsQuery } from '@reeve/contracts';
import { auditActors, auditDays } from '@reeve/audit/projections';
import type { AuditDayDocument } from '@reeve/audit/projections';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { Position } from '@reeve/event-store';
import { createSealing } from '@reeve/sealing/envelope';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import { describe, expect, it } from 'vitest';
import { call } from '../testing/administrators-call.js';
import { ActorReader } from './actor-reader.js';
import { AuditStatistics } from './audit-statistics.js';

const sealing = await createSealing({ masterKey: randomBytes(32), keys: createMemoryDataKeyStore() });

const NOTHING = { sign_ups: 0, sign_ins: 0, refused_sign_ins: 0 };
const NO_CHANGES = { by_entity_type: {}, by_section: {}, by_actor: {} };

async function statisticsOf(days: readonly (Partial<AuditDayDocument> & { readonly day: string })[]) {
  const store = openMemoryDocumentStore([auditActors, auditDays]);
  const document = { ...NOTHING, entity_types: {}, sections: {}, actors: {}, changed: '1' as Position };
  await store.write(
    days.map((day) => ({
      kind: 'put',
      collection: auditDays.name,
      id: day.day,
      document: { ...document, ...day },
    })),
  );
  const name = await sealing.seal(userSubject('ada'), USER_PURPOSES.name, 'Ada');
  await store.write([{ kind: 'put', collection: auditActors.name, id: 'ada', document: { name } }]);
  return new AuditStatistics(store, new ActorReader(store, sealing), () => Promise.resolve(true));
}

const months = (from: string, to: string): AuditAnalyticsQuery => ({
  buckets: timeBuckets(Date.parse(from), Date.parse(to), 'month'),
});

describe('What days add up to', () => {
  it('is the sum of those within a bucket, by names in their order', async () => {
    const statistics = await statisticsOf([
      { day: '2026-01-31', sign_ups: 100 },
      { day: '2026-02-01', sign_ups: 1, sign_ins: 2, entity_types: { user: 1 }, actors: { bob: 1 } },
      {
        day: '2026-02-28',
        sign_ins: 3,
        refused_sign_ins: 4,
        entity_types: { config: 2, user: 2 },
        sections: { banners: 2 },
        actors: { ada: 4 },
      },
      { day: '2026-04-01', sign_ups: 7 },
      { day: '2026-05-01', sign_ups: 100 },
    ]);

    const { items, names } = await statistics.counted(months('2026-02-10', '2026-04-10'), call);

    expect(items).toEqual([
      {
        from: '2026-02-01',
        until: '2026-03-01',
        sign_ups: 1,
        sign_ins: 5,
        refused_sign_ins: 4,
        changes: {
          by_entity_type: { config: 2, user: 3 },
          by_section: { banners: 2 },
          by_actor: { ada: 4, bob: 1 },
        },
      },
      { from: '2026-03-01', until: '2026-04-01', ...NOTHING, changes: NO_CHANGES },
      { from: '2026-04-01', until: '2026-05-01', ...NOTHING, sign_ups: 7, changes: NO_CHANGES },
    ]);
    expect(Object.keys(items[0]?.changes.by_entity_type ?? {})).toEqual(['config', 'user']);
    expect(names).toEqual({ ada: 'Ada' });
  });

  it('leaves none out, of however many', async () => {
    const days = Array.from({ length: 1_500 }, (_, nth) => ({
      day: dayOf(Date.UTC(2000, 0, 1 + nth)),
      sign_ins: 1,
    }));
    const statistics = await statisticsOf(days);

    const { items } = await statistics.counted(months('2000-01-01', '2004-12-31'), call);

    expect(items.reduce((sum, { sign_ins: signIns }) => sum + signIns, 0)).toBe(1_500);
  });

  it('names nobody who was erased', async () => {
    const statistics = await statisticsOf([{ day: '2026-02-01', actors: { ada: 1 } }]);
    await sealing.destroy(userSubject('ada'));

    const { items, names } = await statistics.counted(months('2026-02-01', '2026-02-01'), call);

    expect([items[0]?.changes.by_actor, names]).toEqual([{ ada: 1 }, {}]);
  });
});
