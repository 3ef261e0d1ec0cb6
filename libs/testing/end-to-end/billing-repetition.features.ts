import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@reeve/contracts';
import { expect, it } from 'vitest';
import type { Answer, Client } from './client.js';
import { newPlan, subscribe } from './billing-given.js';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const AT_ONCE = 50;

interface Repeated {
  readonly client: Client;
  readonly method: string;
  readonly path: string;
  readonly body?: JsonObject;
  /** Another that the route would take. */
  readonly otherwise?: JsonObject;
  /** Of the events that come of it. */
  readonly types: readonly string[];
}

/** A write of billing with an `Idempotency-Key` is made once, however often and whenever it is sent. */
export function describeBillingRepetition(startTopology: StartTopology): void {
  describeInstallation('A write of billing that is repeated', startTopology, {}, (installation) => {
    it('is made once, and answered the same each time', async () => {
      const cases = Object.entries(await repeatedWrites(installation));
      const answered: (readonly [string, Repeated, string, Answer])[] = [];
      for (const [what, repeated] of cases) {
        const key = randomUUID();
        const before = await installation.events('billing.');
        const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => sent(repeated, key)));
        expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, what).toBe(1);
        expect(answers[0]?.status, `${what}: ${answers[0]?.text ?? ''}`).toBe(200);
        const after = await installation.events('billing.');
        expect(
          after.slice(before.length).map(({ type }) => type),
          what,
        ).toEqual(repeated.types);
        if (answers[0] !== undefined) answered.push([what, repeated, key, answers[0]]);
      }

      const written = (await installation.events('billing.')).length;
      for (const restart of [false, true]) {
        if (restart) await installation.running.restart();
        for (const [what, repeated, key, { text }] of answered) {
          expect((await sent(repeated, key)).text, what).toBe(text);
          if (repeated.otherwise === undefined) continue;
          const refused = await sent({ ...repeated, body: repeated.otherwise }, key);
          expect([refused.status, refused.code], what).toEqual([422, 'IDEMPOTENCY-KEY-REUSED']);
        }
      }
      expect(await installation.events('billing.')).toHaveLength(written);
    });

    it('is that of one body, where there are two at once, and stays it', async () => {
      const one = await aSubscription(installation);
      const other = { ...one, body: one.otherwise };
      const key = randomUUID();
      const before = await installation.events('billing.');
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) => sent(index % 2 === 0 ? one : other, key)),
      );
      const after = await installation.events('billing.');
      expect(after.slice(before.length).map(({ type }) => type)).toEqual(one.types);

      const isMade = answers.map(({ status }) => status === 200);
      const [made, refused] = isMade[0] === true ? [0, 1] : [1, 0];
      expect(isMade).toEqual(isMade.map((_, index) => index % 2 === made));
      expect(new Set(answers.filter((_, index) => isMade[index]).map(({ text }) => text)).size).toBe(1);
      expect(answers[refused]?.code).toBe('IDEMPOTENCY-KEY-REUSED');
      expect((await sent(made === 0 ? one : other, key)).text).toBe(answers[made]?.text);
    });
  });
}

const sent = ({ client, method, path, body }: Repeated, key: string): Promise<Answer> =>
  client.send(method, path, { headers: { 'idempotency-key': key }, ...(body === undefined ? {} : { body }) });

/** What is asked, by what comes of it. */
async function repeatedWrites(installation: Installation): Promise<Readonly<Record<string, Repeated>>> {
  const { admin } = installation;
  const person = await installation.person('user');
  const planId = await newPlan(installation);
  await subscribe(installation, person.id, 'active');
  const plans = '/api/v1/admin/billing/plans';
  const plan = { name: 'Pro', price: 1, interval: 'month' };
  return {
    'a plan': {
      client: admin,
      method: 'POST',
      path: plans,
      body: plan,
      otherwise: { ...plan, price: 2 },
      types: ['billing.plan.created.v1'],
    },
    'a change of a plan': {
      client: admin,
      method: 'PUT',
      path: `${plans}/${planId}`,
      body: { name: 'Pro 2' },
      otherwise: { name: 'Pro 3' },
      types: ['billing.plan.changed.v1'],
    },
    'a plan withdrawn': {
      client: admin,
      method: 'PATCH',
      path: `${plans}/${planId}/toggle`,
      types: ['billing.plan.deactivated.v1'],
    },
    'a copy': {
      client: admin,
      method: 'POST',
      path: `${plans}/${planId}/duplicate`,
      types: ['billing.plan.created.v1'],
    },
    'a subscription': await aSubscription(installation),
    use: {
      client: person.client,
      method: 'POST',
      path: '/api/v1/billing/usage',
      body: { metric: 'requests', amount: 3 },
      otherwise: { metric: 'requests' },
      types: ['billing.usage.recorded.v1'],
    },
    'a pause': {
      client: admin,
      method: 'POST',
      path: `/api/v1/admin/billing/users/${person.id}/subscription/pause`,
      types: ['billing.subscription.paused.v1'],
    },
    'a cancellation': {
      client: person.client,
      method: 'POST',
      path: '/api/v1/billing/subscription/cancel',
      body: { immediate: true },
      otherwise: { immediate: false },
      types: ['billing.subscription.canceled.v1'],
    },
  };
}

async function aSubscription(
  installation: Installation,
): Promise<Repeated & Required<Pick<Repeated, 'otherwise'>>> {
  const { id } = await installation.person('user');
  return {
    client: installation.admin,
    method: 'PUT',
    path: `/api/v1/admin/billing/users/${id}/subscription`,
    body: { plan_id: await newPlan(installation) },
    otherwise: { plan_id: await newPlan(installation) },
    types: ['billing.subscription.started.v1', 'billing.subscription.payment-due.v1'],
  };
}
