import { billingProjection, PLANS } from '@reeve/billing/projections';
import type { PlanDocument } from '@reeve/billing/projections';
import type { PlanStatistics } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { KeptDocuments } from '@reeve/event-sourcing';
import { toStatistics } from './plan-answers.js';

/** A plan that is in lists. */
export interface ListedPlan {
  readonly statistics: PlanStatistics;
  /** Of the statistics, as JSON. */
  readonly json: string;
  readonly isArchived: boolean;
}

/** Keeps the plans in memory, in their order and as they are answered. A thousand plans are three megabytes. */
export class KeptPlans {
  private readonly documents: KeptDocuments<PlanDocument>;
  private inOrder: readonly ListedPlan[] | undefined;
  /** By their documents: of a thousand plans one has changed, and the others are as they were. */
  private readonly listed = new WeakMap<PlanDocument, ListedPlan>();

  constructor(documentStore: DocumentStore) {
    const listAnew = () => {
      this.inOrder = undefined;
    };
    this.documents = new KeptDocuments(documentStore, PLANS, billingProjection, {
      changed: listAnew,
      forgotten: listAnew,
    });
  }

  /** Those that are not deleted as the documents show them now, by their order, then by id. The same array while none changes. */
  async all(): Promise<readonly ListedPlan[]> {
    await this.documents.follow();
    return (this.inOrder ??= [...this.documents.all.values()]
      .filter(({ status }) => status !== 'deleted')
      .toSorted(byOrder)
      .map((document) => this.listedAs(document)));
  }

  private listedAs(document: PlanDocument): ListedPlan {
    const known = this.listed.get(document);
    if (known !== undefined) return known;
    const statistics = toStatistics(document);
    const made = { statistics, json: JSON.stringify(statistics), isArchived: document.status === 'archived' };
    this.listed.set(document, made);
    return made;
  }
}

function byOrder(left: PlanDocument, right: PlanDocument): number {
  return left.details.displayOrder - right.details.displayOrder || (left.planId < right.planId ? -1 : 1);
}
