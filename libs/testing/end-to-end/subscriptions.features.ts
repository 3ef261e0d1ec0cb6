import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@reeve/contracts';
import { expect, it } from 'vitest';
import type { Installation, Person } from './installation.js';

const PLANS = '/api/v1/admin/billing/plans';
const ANALYTICS = '/api/v1/admin/billing/analytics';
const OWN = '/api/v1/billing';

const pathOf = ({ id }: Person) => `/api/v1/admin/billing/users/${id}`;

async function plan({ admin }: Installation, details: JsonObject = {}): Promise<string> {
  const id = `plan-${randomUUID()}`;
  const body = { id, name: 'Pro', price: 10, interval: 'month', quotas: { requests: 2 }, ...details };
  const answer = await admin.post(PLANS, body);
  if (answer.status !== 200) throw new Error(`${String(answer.status)}: ${answer.text}`);
  return id;
}

/** Subscriptions and usage: what administrators do with them, and whose they are sees of them. */
export function specifySubscriptions(installation: Installation): void {
  it('are seen, used and canceled by whose they are, and what was done with them is in the audit log', async () => {
    const { admin } = installation;
    const [small, large] = [await plan(installation), await plan(installation, { price: 20 })];
    const person = await installation.person('user');
    const { client } = person;
    const nothing = await client.get(`${OWN}/me`);
    expect(nothing.object).toMatchObject({ subscription: null, plan: null, transactions: [] });
    expect((await client.get(`${OWN}/subscription`)).body).toBeNull();

    await admin.send('PUT', `${pathOf(person)}/subscription`, { body: { plan_id: small } });
    const changed = await admin.send('PUT', `${pathOf(person)}/subscription`, { body: { plan_id: large } });
    expect(changed.object['proration']).toMatchObject({ credit: 10, charge: 20, net: 10 });
    const offered = (await client.get(`${OWN}/plans`)).list as readonly JsonObject[];
    expect(offered.map(({ id }) => id)).toEqual(expect.arrayContaining([small, large]));
    expect((await client.get(`${OWN}/plans/${large}`)).object['id']).toBe(large);

    expect((await client.post(`${OWN}/usage`, { metric: 'requests' })).object).toMatchObject({
      allowed: true,
      remaining: 1,
    });
    const recorded = await admin.post(`${pathOf(person)}/usage`, { metric: 'requests', amount: 2 });
    expect(recorded.object).toMatchObject({ allowed: false, current_usage: 1 });
    expect((await client.post(`${OWN}/usage/check`, { metric: 'requests' })).object['allowed']).toBe(true);
    const usage = { metric: 'requests', current_usage: 1, quota_limit: 2, remaining: 1 };
    expect((await client.get(`${OWN}/usage/requests`)).body).toEqual(usage);

    const canceled = await client.post(`${OWN}/subscription/cancel`, {});
    expect(canceled.object['subscription']).toMatchObject({ status: 'active', cancel_at_period_end: true });
    await admin.send('POST', `${pathOf(person)}/subscription/resume`);
    await admin.send('POST', `${pathOf(person)}/subscription/pause`);
    const paused = await client.post(`${OWN}/usage`, { metric: 'requests' });
    expect([paused.status, paused.extra['state']]).toEqual([409, 'paused']);
    await client.post(`${OWN}/subscription/cancel`, { immediate: true });
    const seen = await admin.get(`${pathOf(person)}/subscription`);
    expect(seen.object).toMatchObject({
      subscription: { status: 'canceled' },
      usage: { requests: { used: 0 } },
    });

    const { id } = seen.object['subscription'] as { id: string };
    const entries = await installation.audit({ entity_type: 'subscription', entity_id: id });
    expect(entries.map(({ action }) => action)).toEqual([
      'subscription_canceled',
      'subscription_paused',
      'subscription_cancellation_withdrawn',
      'subscription_cancellation_scheduled',
      'subscription_plan_changed',
      'subscription_payment_due',
      'subscription_created',
    ]);
    expect(entries[3]?.['user_id']).toBe(person.id);
  });

  it('end with the accounts of those who have them', async () => {
    const { admin } = installation;
    const [planId, person] = [await plan(installation), await installation.person('user')];
    const given = await admin.send('PUT', `${pathOf(person)}/subscription`, { body: { plan_id: planId } });
    const { id } = given.object['subscription'] as { id: string };
    expect((await admin.send('DELETE', `/api/v1/users/${person.id}`)).status).toBe(200);
    await expect
      .poll(async () => (await installation.audit({ entity_type: 'subscription', entity_id: id }))[0], {
        timeout: 10_000,
      })
      .toMatchObject({ action: 'subscription_canceled', user_id: null });
  });

  it('are seen over time, by what has come in by them', async () => {
    const { admin } = installation;
    const person = await installation.person('user');
    const planId = await plan(installation, { price: 1.5, currency: 'BHD' });
    await admin.send('PUT', `${pathOf(person)}/subscription`, { body: { plan_id: planId } });
    await person.client.post(`${OWN}/subscription/cancel`, { immediate: true });
    const { object } = await admin.get(`${ANALYTICS}?interval=day`);
    const today = (object['items'] as readonly JsonObject[]).at(-1);
    const { start, ...moved } = (today?.['mrr'] as Record<string, Record<string, number>>)['BHD'] ?? {};
    expect(moved).toMatchObject({ new: 1.5, expansion: 0, churn: 1.5, end: start });
    const csv = await admin.get(`${ANALYTICS}?interval=month&format=csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n', 1)).toEqual([
      'from,until,subscribers_start,subscribers_started,subscribers_ended,subscribers_end,currency,mrr_start,mrr_new,mrr_expansion,mrr_reactivation,mrr_contraction,mrr_churn,mrr_end',
    ]);
    expect(csv.text).toMatch(/,BHD,0\.000,1\.500,0\.000,0\.000,0\.000,1\.500,0\.000\r\n/);
    const refused = await admin.get(`${ANALYTICS}?interval=day&from=0`);
    expect([refused.status, refused.code]).toEqual([422, 'REQUEST-INVALID']);
    expect((await person.client.get(ANALYTICS)).status).toBe(403);
  });

  it('of one Idempotency-Key are one', async () => {
    const { admin } = installation;
    const [planId, person] = [await plan(installation), await installation.person('user')];
    const headers = { 'idempotency-key': randomUUID() };
    const give = () =>
      admin.send('PUT', `${pathOf(person)}/subscription`, { body: { plan_id: planId }, headers });
    const [first, again] = [await give(), await give()];
    expect(again.body).toEqual(first.body);
    const listed = await admin.get(`${PLANS}/${planId}/subscribers`);
    expect(listed.object['total']).toBe(1);
  });

  it('that cannot be are refused, and told why', async () => {
    const { admin } = installation;
    const person = await installation.person('user');
    const path = `${pathOf(person)}/subscription`;
    const refusals: readonly (readonly [JsonObject, number, string])[] = [
      [{ plan_id: 'unknown' }, 404, 'BILLING-PLAN-NOT-FOUND'],
      [{ plan_id: await plan(installation), at_period_end: true }, 404, 'BILLING-SUBSCRIPTION-NONE'],
      [{ plan_id: 1 }, 422, 'REQUEST-INVALID'],
      [{ plan_id: 'x', trial_days: -1, more: 1 }, 422, 'REQUEST-INVALID'],
    ];
    for (const [body, status, code] of refusals) {
      const refused = await admin.send('PUT', path, { body });
      expect([refused.status, refused.code]).toEqual([status, code]);
    }
    const answers = [
      await person.client.post(`${OWN}/subscription/cancel`, {}),
      await person.client.get(`${OWN}/usage/thoughts`),
      await person.client.post(`${OWN}/usage`, { metric: 'requests', amount: 0 }),
      await person.client.get(path),
      await installation.anyone.get(`${OWN}/me`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 400, 422, 403, 401]);
  });
}
