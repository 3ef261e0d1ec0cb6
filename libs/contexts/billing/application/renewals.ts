import type { SoldPlan } from '@reeve/billing/domain';
import { SUBSCRIPTIONS } from '@reeve/billing/projections';
import type { SubscriptionDocument } from '@reeve/billing/projections';
import { ReeveError } from '@reeve/contracts';
import type { Collection, DocumentStore, Place, StoredDocument } from '@reeve/document-store';
import { SYSTEM_STEP_MS, systemCall } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore, Position } from '@reeve/event-store';
import { v5 } from 'uuid';
import { planOfLog } from './plan-log.js';
import type { SubscriptionCommands } from './subscription-commands.js';

/** Namespace of the command ids: one for each period of a subscription that ends. */
const RENEWALS = '5b0cf3c5-8f43-4d2e-9d3e-6a1d1b6f0c27';
/** Renewed together: they go into few appends, and reads show them before the next ones are begun. */
const AT_ONCE = 500;

type Due = StoredDocument<SubscriptionDocument>;
type SoldPlans = Map<string, Promise<SoldPlan | null>>;

export interface RenewalParts {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly subscriptionCommands: Pick<SubscriptionCommands, 'renew'>;
  readonly progress: ProjectionProgress;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Renews what is due. What is done follows from the subscription and the end of its period, and from nothing that a process
 * remembers: a run that was interrupted is gone on with by the next one, and two at once do what one does.
 */
export class Renewals {
  private readonly subscriptions: Collection<SubscriptionDocument>;

  constructor(private readonly parts: RenewalParts) {
    this.subscriptions = parts.documentStore.collection<SubscriptionDocument>(SUBSCRIPTIONS);
  }

  /**
   * One pass over all that is due, the first one first; what is due again after that is for the next pass. One that cannot be renewed
   * is told of, and does not keep the others.
   *
   * @param mayGoOn asked before each part of it: false ends it there.
   * @returns how many were looked at.
   * @throws DocumentStoreUnavailableError
   */
  async run(mayGoOn: () => boolean = () => true): Promise<number> {
    const now = this.parts.now();
    const plans: SoldPlans = new Map();
    let count = 0;
    for (let after: Place | undefined; mayGoOn();) {
      const due = await this.dueAt(now, after);
      await this.renewAll(due, plans);
      count += due.length;
      const last = due.at(-1);
      if (last === undefined || due.length < AT_ONCE) return count;
      after = { value: last.document.dueAt ?? now, id: last.id };
    }
    return count;
  }

  private async dueAt(now: number, after: Place | undefined): Promise<readonly Due[]> {
    return await this.subscriptions.find({
      where: { dueAt: { lte: now } },
      sort: [{ field: 'dueAt', direction: 'asc' }],
      limit: AT_ONCE,
      ...(after && { after }),
    });
  }

  private async renewAll(due: readonly Due[], plans: SoldPlans): Promise<void> {
    const outcomes = await Promise.allSettled(due.map((each) => this.renew(each, plans)));
    let last: Position | undefined;
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') this.parts.onFailure(outcome.reason);
      else if (outcome.value !== undefined && (last === undefined || outcome.value > last))
        last = outcome.value;
    }
    if (last !== undefined) await this.parts.progress.waitFor(last, Date.now() + SYSTEM_STEP_MS);
  }

  private async renew({ id, document }: Due, known: SoldPlans): Promise<Position | undefined> {
    const { userId, planId, nextPlanId, endsAt } = document;
    const planIds = nextPlanId === null ? [planId] : [planId, nextPlanId];
    const sold = await Promise.all(
      planIds.map(async (each) => [each, await this.soldPlan(each, known)] as const),
    );
    const commandId = v5(`${id} ${String(endsAt)}`, RENEWALS);
    return await this.parts.subscriptionCommands.renew(
      { userId, plans: Object.fromEntries(sold) },
      systemCall(commandId, commandId),
    );
  }

  /** As it is sold at the time of the pass; archived ones too, for those who have them. */
  private soldPlan(planId: string, known: SoldPlans): Promise<SoldPlan | null> {
    const sold = known.get(planId) ?? this.readPlan(planId);
    known.set(planId, sold);
    return sold;
  }

  private async readPlan(planId: string): Promise<SoldPlan | null> {
    try {
      const { version, details } = await planOfLog(this.parts.eventStore, planId);
      const { price, interval } = details;
      return { planId, planVersion: version, price, interval };
    } catch (error) {
      if (error instanceof ReeveError && error.code === 'BILLING-PLAN-NOT-FOUND') return null;
      throw error;
    }
  }
}
