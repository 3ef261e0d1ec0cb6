import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@reeve/contracts';
import type { RouteForm } from '@reeve/testing/routes';
import type { Installation } from './installation.js';

const PLANS = '/api/v1/admin/billing/plans';
const pathOf = (userId: string) => `/api/v1/admin/billing/users/${userId}/subscription`;

/**
 * Makes a plan of which that has become, or a new one.
 *
 * @param people who may be given it: as many as have it are taken.
 * @returns its id.
 */
export async function planThatIs(
  installation: Installation,
  state: RouteForm['plan'],
  people: string[],
): Promise<string> {
  const planId = await newPlan(installation);
  if (state === undefined) return planId;
  const subscriber = people.pop() ?? '';
  await done(installation, 'PUT', pathOf(subscriber), { plan_id: planId });
  if (state === 'archived') {
    await done(installation, 'POST', `${pathOf(subscriber)}/cancel`, { immediate: true });
    await done(installation, 'DELETE', `${PLANS}/${planId}`);
  }
  return planId;
}

/** Gives somebody a plan of their own, and leaves the subscription in that state. */
export async function subscribe(
  installation: Installation,
  userId: string,
  state: NonNullable<RouteForm['subscription']>,
): Promise<void> {
  const path = pathOf(userId);
  await done(installation, 'PUT', path, { plan_id: await newPlan(installation) });
  if (state === 'paused') await done(installation, 'POST', `${path}/pause`);
  if (state === 'canceled') await done(installation, 'POST', `${path}/cancel`, { immediate: true });
}

/** @returns the id of a plan with a quota of 100 requests. */
export async function newPlan(installation: Installation): Promise<string> {
  const id = `plan-${randomUUID()}`;
  const plan = { id, name: 'Plan', price: 10, interval: 'month', quotas: { requests: 100 } };
  await done(installation, 'POST', PLANS, plan);
  return id;
}

async function done({ admin }: Installation, method: string, path: string, body?: JsonObject): Promise<void> {
  const { status, text } = await admin.send(method, path, body === undefined ? {} : { body });
  if (status !== 200) throw new Error(`${method} ${path} answered ${status}: ${text}`);
}
