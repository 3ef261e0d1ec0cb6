import type { AuditAnalytics, AuditBucket, UserCounts } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSampleApp } from '../http/testing/start-sample-app.js';
import type { SampleApp } from '../http/testing/start-sample-app.js';
import { AnalyticsController } from './analytics.controller.js';

const ANALYTICS = 'reeve.audit.analytics';
const FEBRUARY = Date.UTC(2026, 1, 10) / 1000;

const bucket: AuditBucket = {
  from: '2026-02-01',
  until: '2026-03-01',
  sign_ups: 1,
  sign_ins: 2,
  refused_sign_ins: 3,
  changes: {
    by_entity_type: { config: 2, user: 3 },
    by_section: { '=1+1': 1, banners: 1 },
    by_actor: { ada: 1, bob: 4 },
  },
};
const users: UserCounts = {
  by_role: { pending: 1, user: 2, admin: 3 },
  by_status: { active: 5, disabled: 1 },
};

let sample: SampleApp;
let counted: AuditAnalytics;

beforeEach(async () => {
  sample = await startSampleApp({ controllers: [AnalyticsController] });
  counted = { items: [bucket], names: { ada: 'Ada' }, visible: true };
  sample.bus.handle(ANALYTICS, () => counted);
  sample.bus.handle('reeve.users.counts', () => users);
});
afterEach(() => sample.app.close());

async function get(query: string, role: 'admin' | 'user' | null = 'admin') {
  const headers = role === null ? {} : sample.bearer(sample.bus.person(role));
  return await sample.app.inject({ method: 'GET', url: `/api/v1/admin/analytics${query}`, headers });
}

const asked = () => sample.bus.asked.find(({ subject }) => subject === ANALYTICS)?.payload;

describe('the analytics', () => {
  it('are those of the months that are asked for, who changed most first', async () => {
    const response = await get(`?from=${FEBRUARY}&to=${FEBRUARY}`);

    expect(asked()).toEqual({ buckets: [{ from: '2026-02-01', until: '2026-03-01' }] });
    expect(response.headers['reeve-visible']).toBeUndefined();
    expect(response.json()).toEqual({
      interval: 'month',
      items: [
        {
          ...bucket,
          changes: {
            ...bucket.changes,
            total: 5,
            by_actor: [
              { id: 'bob', name: null, count: 4 },
              { id: 'ada', name: 'Ada', count: 1 },
            ],
          },
        },
      ],
      users,
    });
  });

  it('say when the newest events are still on their way', async () => {
    counted = { ...counted, visible: false };

    expect((await get('')).headers['reeve-visible']).toBe('false');
  });

  it('are a table with a row for each number, none of it a formula', async () => {
    const response = await get(`?from=${FEBRUARY}&to=${FEBRUARY}&format=csv`);

    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(response.headers['content-disposition']).toBe('attachment; filename="analytics.csv"');
    expect(response.body.split('\r\n')).toEqual([
      'from,until,measure,key,count',
      '2026-02-01,2026-03-01,sign_ups,,1',
      '2026-02-01,2026-03-01,sign_ins,,2',
      '2026-02-01,2026-03-01,refused_sign_ins,,3',
      '2026-02-01,2026-03-01,changes,,5',
      '2026-02-01,2026-03-01,changes_by_entity_type,config,2',
      '2026-02-01,2026-03-01,changes_by_entity_type,user,3',
      "2026-02-01,2026-03-01,changes_by_section,'=1+1,1",
      '2026-02-01,2026-03-01,changes_by_section,banners,1',
      '2026-02-01,2026-03-01,changes_by_actor,bob,4',
      '2026-02-01,2026-03-01,changes_by_actor,ada,1',
      ',,users_by_role,pending,1',
      ',,users_by_role,user,2',
      ',,users_by_role,admin,3',
      ',,users_by_status,active,5',
      ',,users_by_status,disabled,1',
      '',
    ]);
  });

  it.each([
    ['from=2&to=1', 'to'],
    ['interval=day&from=0&to=34560000', 'to'],
    ['interval=year', 'interval'],
    ['format=xml', 'format'],
    ['from=yesterday', 'from'],
    ['to=-1', 'to'],
  ])('refuse %s, and ask nobody', async (query, parameter) => {
    const response = await get(`?${query}`);

    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({
      extra: { code: 'REQUEST-INVALID', errors: [{ loc: ['query', parameter] }] },
    });
    expect(asked()).toBeUndefined();
  });

  it('are of no more than 400 days', async () => {
    expect((await get('?interval=day&from=0&to=34559999')).statusCode).toBe(200);
  });

  it.each([
    ['user', 403],
    [null, 401],
  ] as const)('are not for %s', async (role, status) => {
    expect((await get('', role)).statusCode).toBe(status);
    expect(asked()).toBeUndefined();
  });
});
