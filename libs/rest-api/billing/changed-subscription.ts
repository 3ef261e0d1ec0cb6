import type { SubscriptionChanged } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { sayVisibility } from '../http/index.js';
import type { SubscriptionChangedAnswer } from './subscription.bodies.js';

/** What is answered to whoever has changed a subscription. */
export function changedSubscription(
  reply: FastifyReply,
  { visible, ...changed }: SubscriptionChanged,
): SubscriptionChangedAnswer {
  sayVisibility(reply, { visible });
  return { success: true, ...changed };
}
