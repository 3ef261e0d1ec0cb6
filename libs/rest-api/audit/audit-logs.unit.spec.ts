import type { AuditPage, AuditQuery } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSampleApp } from '../http/testing/start-sample-app.js';
import type { SampleApp } from '../http/testing/start-sample-app.js';
import { AuditLogsController } from './audit-logs.controller.js';

const SEARCH = 'reeve.audit.search';

let sample: SampleApp;
let page: AuditPage;

beforeEach(async () => {
  sample = await startSampleApp({ controllers: [AuditLogsController] });
  page = { items: [], total: 0, visible: true };
  sample.bus.handle(SEARCH, () => page);
});
afterEach(() => sample.app.close());

async function get(url: string, role: 'admin' | 'user' | null = 'admin') {
  const headers = role === null ? {} : sample.bearer(sample.bus.person(role));
  return await sample.app.inject({ method: 'GET', url, headers });
}

/** What the audit context was asked, as it crosses the bus. */
function asked(): AuditQuery | undefined {
  const { payload } = sample.bus.asked.find(({ subject }) => subject === SEARCH) ?? {};
  return payload === undefined ? undefined : (JSON.parse(JSON.stringify(payload)) as AuditQuery);
}

describe('the audit logs', () => {
  it.each(['/api/v1/admin/billing/audit/logs', '/api/v1/admin/audit/logs'])('are at %s', async (url) => {
    page = { items: [], total: 12, visible: true };

    const response = await get(url);

    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ items: [], total: 12 });
    expect(response.headers['reeve-visible']).toBeUndefined();
  });

  it('say when the newest entries are still on their way', async () => {
    page = { ...page, visible: false };

    expect((await get('/api/v1/admin/audit/logs')).headers['reeve-visible']).toBe('false');
  });

  it('are a page of 100 unless asked otherwise, and know no other parameter', async () => {
    await get('/api/v1/admin/audit/logs?colour=red');

    expect(asked()).toEqual({ limit: 100, offset: 0 });
  });

  it('are filtered and paged as asked', async () => {
    const query =
      'entity_type=config&entity_id=tool_servers&user_id=u1&action=updated&from=1&to=2&limit=1000&offset=1000000';

    await get(`/api/v1/admin/audit/logs?${query}`);

    expect(asked()).toEqual({
      entity_type: 'config',
      entity_id: 'tool_servers',
      user_id: 'u1',
      action: 'updated',
      from: 1,
      to: 2,
      limit: 1000,
      offset: 1_000_000,
    });
  });

  it('may be of a single second', async () => {
    expect((await get('/api/v1/admin/audit/logs?from=7&to=7')).statusCode).toBe(200);
  });

  it.each([
    ['entity_type=', 'entity_type'],
    [`entity_id=${'x'.repeat(201)}`, 'entity_id'],
    ['user_id=a&user_id=b', 'user_id'],
    ['action=', 'action'],
    ['from=yesterday', 'from'],
    ['from=-1', 'from'],
    ['to=1.5', 'to'],
    ['from=8&to=7', 'to'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=1000001', 'offset'],
  ])('refuse %s, and ask nobody', async (query, parameter) => {
    const response = await get(`/api/v1/admin/audit/logs?${query}`);

    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({
      status_code: 422,
      extra: { code: 'REQUEST-INVALID', errors: [{ loc: ['query', parameter] }] },
    });
    expect(asked()).toBeUndefined();
  });

  it.each([
    ['user', 403],
    [null, 401],
  ] as const)('are not for %s', async (role, status) => {
    expect((await get('/api/v1/admin/audit/logs', role)).statusCode).toBe(status);
    expect(asked()).toBeUndefined();
  });
});
