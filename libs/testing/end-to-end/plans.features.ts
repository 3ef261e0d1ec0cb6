import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@reeve/contracts';
import { expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { specifySubscriptions } from './subscriptions.features.js';
import type { StartTopology } from './topology.js';

const PLANS = '/api/v1/admin/billing/plans';

/** Plans: what they are, what they may become, and what the audit log says of it. */
export function describePlans(startTopology: StartTopology): void {
  describeInstallation('Plans', startTopology, {}, (installation) => {
    specifyPlans(installation);
    specifySubscribers(installation);
    specifySubscriptions(installation);
    specifyRefusals(installation);
  });
}

const pro = { name: 'Pro', price: 1490.5, interval: 'month', quotas: { requests: 100, images: null } };

/** @returns its path. */
async function create({ admin }: Installation, details: JsonObject = {}): Promise<string> {
  const answer = await admin.post(PLANS, { ...pro, id: `pro-${randomUUID()}`, ...details });
  if (answer.status !== 200) throw new Error(`${String(answer.status)}: ${answer.text}`);
  return `${PLANS}/${answer.object['id'] as string}`;
}

function specifyPlans(installation: Installation): void {
  it('are created, read, changed, copied, withdrawn and deleted, and every one of these is in the audit log', async () => {
    const { admin } = installation;
    const created = await admin.post(PLANS, { ...pro, id: '', name_ru: 'Профи', plan_extra_metadata: {} });
    const id = created.object['id'] as string;
    expect(id).toMatch(/^pro_[0-9a-f]{8}$/);
    expect(created.object).toMatchObject({ ...pro, currency: 'RUB', is_active: true, version: 1 });
    const path = `${PLANS}/${id}`;
    expect((await admin.get(path)).body).toEqual(created.body);

    const changes = { price: '1490.50', currency: 'KWD', name_ru: null, name: null, display_order: 7 };
    const changed = await admin.send('PUT', path, { body: changes });
    expect(changed.object).toMatchObject({
      ...pro,
      currency: 'KWD',
      name_ru: null,
      display_order: 7,
      version: 2,
    });
    expect((await admin.send('PUT', path, { body: {} })).body).toEqual(changed.body);

    const copy = await admin.send('POST', `${path}/duplicate`);
    expect(copy.object).toMatchObject({ name: 'Pro (Copy)', is_active: false, display_order: 8 });
    expect((await admin.send('PATCH', `${path}/toggle`)).object['is_active']).toBe(false);
    expect((await admin.get(`${path}/subscribers?page=0&page_size=1000`)).body).toEqual({
      items: [],
      total: 0,
      page: 1,
      page_size: 100,
      total_pages: 1,
    });
    const deleted = await admin.send('DELETE', path);
    expect([deleted.status, deleted.object['success']]).toEqual([200, true]);
    expect((await admin.get(path)).code).toBe('BILLING-PLAN-NOT-FOUND');

    const entries = await installation.audit({ entity_type: 'plan', entity_id: id });
    expect(entries.map(({ action }) => action)).toEqual([
      'plan_deleted',
      'plan_deactivated',
      'plan_updated',
      'plan_created',
    ]);
    expect(entries[2]?.['changes']).toEqual({
      name_ru: { old: 'Профи', new: null },
      currency: { old: 'RUB', new: 'KWD' },
      display_order: { old: 0, new: 7 },
    });
    const [copied] = await installation.audit({ entity_id: copy.object['id'] as string });
    expect(copied).toMatchObject({ action: 'plan_duplicated', audit_metadata: { source_plan_id: id } });
  });

  it('are listed in their order, with what they count', async () => {
    const { admin } = installation;
    const [second, first] = [
      await create(installation, { display_order: 1_000, is_active: false }),
      await create(installation, { display_order: 999 }),
    ];
    const all = (await admin.get(PLANS)).list.map((each) => (each as { plan: { id: string } }).plan.id);
    expect(all.slice(-2).map((id) => `${PLANS}/${id}`)).toEqual([first, second]);
    const offered = (await admin.get(`${PLANS}?active=true`)).list as readonly JsonObject[];
    expect(offered.some(({ plan }) => `${PLANS}/${(plan as JsonObject)['id'] as string}` === second)).toBe(
      false,
    );
    expect(offered.at(-1)).toMatchObject({
      active_subscriptions: 0,
      total_subscriptions: 0,
      mrr: 0,
      mrr_by_currency: {},
    });
  });

  it('are made once for one Idempotency-Key', async () => {
    const { admin } = installation;
    const key = { 'idempotency-key': randomUUID() };
    const [first, again] = [await admin.post(PLANS, pro, key), await admin.post(PLANS, pro, key)];
    expect(again.body).toEqual(first.body);
  });
}

function specifySubscribers(installation: Installation): void {
  it('are given to people, whose quotas do not fall, and whose plans are not deleted', async () => {
    const { admin } = installation;
    const path = await create(installation, { currency: 'USD', price: 12, interval: 'year' });
    const planId = path.slice(PLANS.length + 1);
    const person = await installation.person('user');
    const subscription = `/api/v1/admin/billing/users/${person.id}/subscription`;
    expect((await admin.get(subscription)).body).toMatchObject({
      user_id: person.id,
      subscription: null,
      plan: null,
    });

    const given = await admin.send('PUT', subscription, { body: { plan_id: planId } });
    expect(given.object).toMatchObject({
      success: true,
      subscription: { user_id: person.id, plan_id: planId, plan_version: 1, status: 'active' },
      plan: { id: planId },
    });
    const page = await admin.get(`${path}/subscribers`);
    expect(page.object).toMatchObject({
      items: [{ user_id: person.id, email: person.email, subscription_status: 'active' }],
      total: 1,
    });
    const listed = (await admin.get(PLANS)).list as readonly JsonObject[];
    expect(listed.find(({ plan }) => (plan as JsonObject)['id'] === planId)).toMatchObject({
      active_subscriptions: 1,
      mrr: 1,
      mrr_by_currency: { USD: 1 },
    });

    const lowered = await admin.send('PUT', path, { body: { quotas: { requests: 99 } } });
    expect([lowered.status, lowered.code, lowered.extra['active_subscriptions']]).toEqual([
      400,
      'BILLING-QUOTA-LOWERED',
      1,
    ]);
    const deleted = await admin.send('DELETE', path);
    expect([deleted.status, deleted.code]).toEqual([400, 'BILLING-PLAN-HAS-SUBSCRIBERS']);
    const nobody = `/api/v1/admin/billing/users/${randomUUID()}/subscription`;
    const refused = await admin.send('PUT', nobody, { body: { plan_id: planId } });
    expect([refused.status, refused.code]).toEqual([404, 'USERS-NOT-FOUND']);
  });
}

function specifyRefusals(installation: Installation): void {
  it('that are unknown are not found', async () => {
    const { admin } = installation;
    const path = `${PLANS}/${randomUUID()}`;
    const answers = [
      await admin.get(path),
      await admin.get(`${path}/subscribers`),
      await admin.send('PUT', path, { body: {} }),
      await admin.send('DELETE', path),
      await admin.send('PATCH', `${path}/toggle`),
      await admin.send('POST', `${path}/duplicate`),
    ];
    for (const { status, code } of answers) expect([status, code]).toEqual([404, 'BILLING-PLAN-NOT-FOUND']);
  });

  it('of one id are one', async () => {
    const path = await create(installation);
    const again = await installation.admin.post(PLANS, { ...pro, id: path.slice(PLANS.length + 1) });
    expect([again.status, again.code]).toEqual([400, 'BILLING-PLAN-EXISTS']);
  });

  it.each<[string, readonly string[]]>([
    ['{}', ['body.name missing', 'body.price missing', 'body.interval missing']],
    [butFor('"price": 1e400'), ['body.price finite_number']],
    [butFor('"price": 1, "pr\\u0069ce": 0'), ['body.price duplicate_key']],
    [butFor('"price": -0'), ['body.price greater_than_equal']],
    [butFor('"price": 0.5, "currency": "JPY"'), ['body.price decimal_max_places']],
    [
      butFor('"price": 1, "quotas": {"requests": 1.5}, "currency": "XXX"'),
      ['body.currency enum', 'body.quotas.requests int_type'],
    ],
    [butFor('"price": 1, "discount": 5'), ['body.discount extra_forbidden']],
  ])('as %s are refused, and told why', async (body, issues) => {
    const { admin } = installation;
    const before = (await installation.events('billing.')).length;
    const refused = await admin.send('POST', PLANS, { body: Buffer.from(body) });
    expect([refused.status, ...refused.issues]).toEqual([422, ...issues]);
    expect(await installation.events('billing.')).toHaveLength(before);
  });

  it('are nobody’s but an administrator’s', async () => {
    const { client } = await installation.person('user');
    const path = await create(installation);
    const answers = [
      await client.get(PLANS),
      await client.post(PLANS, pro),
      await client.get(path),
      await client.send('DELETE', path),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect((await installation.anyone.get(PLANS)).status).toBe(401);
  });
}

/** A body that would do but for these fields; the price is one of them. */
function butFor(fields: string): string {
  return `{"name": "Pro", "interval": "month", ${fields}}`;
}
