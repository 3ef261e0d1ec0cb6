import { isPlanId } from '@reeve/billing/domain';
import { PLANS, SUBSCRIPTIONS } from '@reeve/billing/projections';
import type { PlanDocument, SubscriptionDocument } from '@reeve/billing/projections';
import { planErrors } from '@reeve/contracts';
import type {
  Plan,
  PlanList,
  PlanListRequest,
  planRpc,
  PlanSubscription,
  PlanSubscriptionsPage,
  RequestOf,
} from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import { KeptPlans } from './kept-plans.js';
import { toPlan, toStatistics } from './plan-answers.js';
import { PlanLists } from './plan-lists.js';

/** Plans, and who has them, as the documents show them. */
export class PlanQueries {
  private readonly plans: Collection<PlanDocument>;
  private readonly subscriptions: Collection<SubscriptionDocument>;
  private readonly kept: KeptPlans;
  private readonly lists = new PlanLists();

  constructor(documentStore: DocumentStore) {
    this.plans = documentStore.collection<PlanDocument>(PLANS);
    this.subscriptions = documentStore.collection<SubscriptionDocument>(SUBSCRIPTIONS);
    this.kept = new KeptPlans(documentStore);
  }

  /** Whatever there is under the id, what was deleted too. */
  async document(planId: string): Promise<PlanDocument | undefined> {
    return isPlanId(planId) ? await this.plans.get(planId) : undefined;
  }

  /** @throws ReeveError `BILLING-PLAN-NOT-FOUND` 404. */
  async one(planId: string): Promise<Plan> {
    const document = await this.existing(planId);
    return toPlan(planId, document.details, document);
  }

  /** Those that somebody can have, in their order. */
  async offered(): Promise<readonly Plan[]> {
    const all = await this.kept.all();
    return all
      .filter(({ isArchived, statistics }) => !isArchived && statistics.plan.is_active)
      .map(({ statistics }) => statistics.plan);
  }

  /** @throws ReeveError `BILLING-PLAN-NOT-FOUND` 404, also of one that nobody can have. */
  async oneOffered(planId: string): Promise<Plan> {
    const plan = await this.one(planId);
    if (!plan.is_active || plan.archived_at !== null) throw planErrors.notFound(planId);
    return plan;
  }

  async list({ known, ...filter }: PlanListRequest): Promise<PlanList> {
    const { tag, plans } = this.lists.of(await this.kept.all(), filter);
    return { tag, plans: tag === known ? null : plans };
  }

  /** @throws ReeveError `BILLING-PLAN-NOT-FOUND` 404. */
  async subscribers({
    planId,
    page,
    pageSize,
  }: RequestOf<typeof planRpc.planSubscriptions>): Promise<PlanSubscriptionsPage> {
    const { total_subscriptions: total } = toStatistics(await this.existing(planId));
    const before = Math.min((page - 1) * pageSize, total);
    const limit = Math.min(pageSize, total - before);
    const behind = total - before - limit;
    // A store walks past everything before a page: from the nearer end it is half of them at most.
    const items =
      before <= behind
        ? await this.subscriptionsOf(planId, 'desc', before, limit)
        : (await this.subscriptionsOf(planId, 'asc', behind, limit)).toReversed();
    return { items, total };
  }

  private async subscriptionsOf(
    planId: string,
    direction: 'asc' | 'desc',
    offset: number,
    limit: number,
  ): Promise<readonly PlanSubscription[]> {
    const found = await this.subscriptions.find({
      where: { planId },
      sort: [{ field: 'startedAt', direction }],
      limit,
      offset,
    });
    return found.map(({ document }) => toSubscription(document));
  }

  private async existing(planId: string): Promise<PlanDocument> {
    const document = await this.document(planId);
    if (document === undefined || document.status === 'deleted') throw planErrors.notFound(planId);
    return document;
  }
}

function toSubscription({
  userId,
  status,
  startedAt,
  periodStart,
  periodEnd,
  planVersion,
}: SubscriptionDocument): PlanSubscription {
  return { userId, status, startedAt, periodStart, periodEnd, planVersion };
}
