import { PLANS, SUBSCRIBERS, SUBSCRIPTIONS } from '@reeve/billing/projections';
import type { PlanDocument, SubscriberDocument, SubscriptionDocument } from '@reeve/billing/projections';
import { isClosed } from '@reeve/contracts';
import type { Plan, Subscription, SubscriptionOfUser } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import { toPlan } from './plan-answers.js';
import { toSubscription } from './subscription-answers.js';

/** Who has what, as the documents show it. */
export class SubscriptionQueries {
  private readonly subscriptions: Collection<SubscriptionDocument>;
  private readonly subscribers: Collection<SubscriberDocument>;
  private readonly plans: Collection<PlanDocument>;

  constructor(documentStore: DocumentStore) {
    this.subscriptions = documentStore.collection<SubscriptionDocument>(SUBSCRIPTIONS);
    this.subscribers = documentStore.collection<SubscriberDocument>(SUBSCRIBERS);
    this.plans = documentStore.collection<PlanDocument>(PLANS);
  }

  /** The subscription of a person that goes on, or the last that did. */
  async lastOf(userId: string): Promise<StoredDocument<SubscriptionDocument> | undefined> {
    const last = await this.subscribers.get(userId);
    if (last === undefined) return undefined;
    const { subscriptionId: id } = last;
    const document = await this.subscriptions.get(id);
    return document && { id, document };
  }

  async ofUser(userId: string): Promise<SubscriptionOfUser> {
    const last = await this.lastOf(userId);
    if (last === undefined) return { subscription: null, plan: null };
    const subscription = toSubscription(last.id, last.document);
    return { subscription, plan: await this.planOf(subscription) };
  }

  /** What goes on, and nothing that is over. */
  async openOf(userId: string): Promise<SubscriptionOfUser> {
    const found = await this.ofUser(userId);
    const { subscription } = found;
    return subscription === null || isClosed(subscription.status)
      ? { subscription: null, plan: null }
      : found;
  }

  /** As it is now, under whichever version it was sold, and also when it was deleted in the very moment of that. */
  async planOf({ plan_id: planId }: Subscription): Promise<Plan | null> {
    const plan = await this.plans.get(planId);
    return plan === undefined ? null : toPlan(planId, plan.details, plan);
  }
}
