import { billingProjection, PLANS } from '@reeve/billing/projections';
import type { PlanDocument } from '@reeve/billing/projections';
import type { PlanStatistics } from '@reeve/contracts';
import type { Collection, DocumentStore, Place } from '@reeve/document-store';
import { projectionKey } from '@reeve/event-sourcing';
import { toStatistics } from './plan-answers.js';

const PAGE = 1_000;
const CHECKPOINT = projectionKey(billingProjection);

/** A plan that is in lists. */
export interface ListedPlan {
  readonly statistics: PlanStatistics;
  readonly isArchived: boolean;
}

/**
 * Keeps the plans in memory, in their order and as they are answered: a list of them reads what has changed since the last one.
 * A thousand plans are two megabytes.
 */
export class KeptPlans {
  private readonly plans: Collection<PlanDocument>;
  private readonly byId = new Map<string, PlanDocument>();
  private inOrder: readonly ListedPlan[] | undefined;
  /** Everything up to here is known. Documents after it may be too, but one of them may still have been missing. */
  private checkpoint = '';
  private contact: number | undefined;

  constructor(private readonly documentStore: DocumentStore) {
    this.plans = documentStore.collection<PlanDocument>(PLANS);
  }

  /** Those that are not deleted as the documents show them now, by their order, then by id. The same array while none changes. */
  async all(): Promise<readonly ListedPlan[]> {
    for (;;) {
      this.forgetLostStore();
      const { contact } = this;
      const checkpoint = (await this.documentStore.checkpoint(CHECKPOINT)) ?? '';
      // Begun anew: the documents come back one by one.
      if (checkpoint < this.checkpoint) this.forget();
      const changed = checkpoint === this.checkpoint ? [] : await this.changedAfter(this.checkpoint);
      // Somebody else's question has found the store to be another one meanwhile.
      if (contact !== this.contact) continue;
      for (const document of changed) this.apply(document);
      if (checkpoint > this.checkpoint) this.checkpoint = checkpoint;
      return (this.inOrder ??= listed([...this.byId.values()]));
    }
  }

  private async changedAfter(position: string): Promise<readonly PlanDocument[]> {
    const changed: PlanDocument[] = [];
    for (let after: Place | undefined; ;) {
      const found = await this.plans.find({
        where: { changed: { gt: position } },
        sort: [{ field: 'changed', direction: 'asc' }],
        limit: PAGE,
        ...(after && { after }),
      });
      for (const { document } of found) changed.push(document);
      const last = found.at(-1);
      if (last === undefined || found.length < PAGE) return changed;
      after = { id: last.id, value: last.document.changed };
    }
  }

  /** A store that was away may have come back as it was once: what is known may never have been there. */
  private forgetLostStore(): void {
    const { contact } = this.documentStore;
    if (this.contact !== contact) this.forget();
    this.contact = contact;
  }

  private forget(): void {
    this.byId.clear();
    this.inOrder = undefined;
    this.checkpoint = '';
  }

  /** Somebody else's question may have brought it on further meanwhile. */
  private apply(document: PlanDocument): void {
    const { planId, changed } = document;
    if (changed <= (this.byId.get(planId)?.changed ?? '')) return;
    this.byId.set(planId, document);
    this.inOrder = undefined;
  }
}

function listed(documents: readonly PlanDocument[]): readonly ListedPlan[] {
  return documents
    .filter(({ status }) => status !== 'deleted')
    .toSorted(byOrder)
    .map((document) => ({
      statistics: toStatistics(document),
      isArchived: document.status === 'archived',
    }));
}

function byOrder(left: PlanDocument, right: PlanDocument): number {
  return left.details.displayOrder - right.details.displayOrder || (left.planId < right.planId ? -1 : 1);
}
