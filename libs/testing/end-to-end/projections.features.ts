import type { JsonObject } from '@reeve/contracts';
import { expect, it, vi } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const PROJECTIONS = '/api/v1/operations/projections';
const PLANS = '/api/v1/admin/billing/plans';
const NAMES = ['config', 'users', 'billing', 'audit'];
const WITHIN = { timeout: 20_000, interval: 100 };

/** How operators see and mend what follows the log. */
export function describeProjections(startTopology: StartTopology): void {
  describeInstallation('The projections', startTopology, {}, (installation) => {
    it('follow the log', async () => {
      await allLive(installation);
    });

    it.each(NAMES)('can be rebuilt, and show the same afterwards: %s', async (name) => {
      await installation.person('user');
      await installation.admin.post('/api/v1/configs/banners', {
        banners: [{ id: name, type: 'info', title: name, content: name, dismissible: true, timestamp: 1 }],
      });
      await installation.admin.post(PLANS, { name, price: 9.99, interval: 'month' });
      await allLive(installation);
      const before = await shown(installation);

      const answer = await installation.admin.post(`${PROJECTIONS}/${name}/rebuild`, {});
      expect([answer.status, answer.body]).toEqual([200, { name, requested: 'rebuild' }]);

      await vi.waitFor(async () => {
        expect(await installation.audit({ entity_type: 'projection', entity_id: name })).toMatchObject([
          { action: 'projection_rebuild_requested', user_id: installation.administrator.id },
        ]);
      }, WITHIN);
      await allLive(installation);
      expect(await shown(installation)).toEqual(before);
    });

    it('go on as they did when they are resumed without need', async () => {
      const answer = await installation.admin.post(`${PROJECTIONS}/config/resume`, {});
      expect([answer.status, answer.body]).toEqual([200, { name: 'config', requested: 'resume' }]);
      await allLive(installation);
    });
  });
}

/** A request that meets a rebuild is answered 503, and asked again. */
async function allLive({ admin }: Installation): Promise<void> {
  await vi.waitFor(async () => {
    const { object } = await admin.get(PROJECTIONS);
    const items = object['items'] as readonly JsonObject[];
    expect(items).toMatchObject(
      NAMES.map((name) => ({ name, state: 'live', rebuilding: false, requested: null })),
    );
  }, WITHIN);
}

/** What every context answers from its documents, but for what is about projections themselves. */
async function shown({ admin, administrator }: Installation): Promise<readonly unknown[]> {
  const config = await admin.get('/api/v1/configs/export');
  const session = await admin.get('/api/v1/auths/');
  const audit = await admin.get('/api/v1/admin/audit/logs?limit=1000');
  const plans = await admin.get(PLANS);
  const statuses = [config, session, audit, plans].map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 200, 200]);
  const entries = (audit.object['items'] as readonly JsonObject[]).filter(
    ({ entity_type: entityType }) => entityType !== 'projection',
  );
  expect(session.object['id']).toBe(administrator.id);
  return [config.body, session.object['email'], entries, plans.body];
}
