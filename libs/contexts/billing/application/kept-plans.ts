import { PLANS } from '@reeve/billing/projections';
import type { PlanDocument } from '@reeve/billing/projections';
import type { PlanStatistics } from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import { toStatistics } from './plan-answers.js';

const PAGE = 10_000;

/** A plan that is in lists. */
export interface ListedPlan {
  readonly statistics: PlanStatistics;
  readonly isArchived: boolean;
}

/**
 * Keeps the plans in memory, in their order and as they are answered: a list of them costs one query for what has changed since the
 * last one. A thousand plans are two megabytes.
 */
export class KeptPlans {
  private readonly plans: Collection<PlanDocument>;
  private readonly byId = new Map<string, ListedPlan>();
  private inOrder: readonly ListedPlan[] | undefined;
  /** Of the plan that changed last. */
  private changed = '';
  private contact: number | undefined;

  constructor(private readonly documentStore: DocumentStore) {
    this.plans = documentStore.collection<PlanDocument>(PLANS);
  }

  /** Those that are not deleted as the documents show them now, by their order, then by id. */
  async all(): Promise<readonly ListedPlan[]> {
    this.forgetLostStore();
    for (;;) {
      const { contact, changed: since } = this;
      const found = await this.plans.find({
        where: { changed: { gt: since } },
        sort: [{ field: 'changed', direction: 'asc' }],
        limit: PAGE,
      });
      // Somebody else's question has found the store to be another one meanwhile.
      if (contact !== this.contact) continue;
      for (const { document } of found) this.apply(document);
      if (found.length < PAGE) return (this.inOrder ??= [...this.byId.values()].toSorted(byOrder));
    }
  }

  /** A store that was away may have come back as it was once: what is known may never have been there. */
  private forgetLostStore(): void {
    const { contact } = this.documentStore;
    if (this.contact === contact) return;
    this.contact = contact;
    this.byId.clear();
    this.inOrder = undefined;
    this.changed = '';
  }

  private apply(document: PlanDocument): void {
    const { planId, status, changed } = document;
    if (changed <= this.changed) return;
    this.changed = changed;
    this.inOrder = undefined;
    if (status === 'deleted') this.byId.delete(planId);
    else this.byId.set(planId, { statistics: toStatistics(document), isArchived: status === 'archived' });
  }
}

function byOrder({ statistics: { plan } }: ListedPlan, { statistics: other }: ListedPlan): number {
  return plan.display_order - other.plan.display_order || (plan.id < other.plan.id ? -1 : 1);
}
