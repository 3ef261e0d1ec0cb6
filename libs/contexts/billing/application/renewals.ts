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
/** Renewed together: they go into few commits of the log. Reads show them before the next but one are begun. */
const AT_ONCE = 500;
/** What is refused in this way is refused to all, for as long as the store is away or full. */
const OF_THE_STORE: readonly string[] = ['UNAVAILABLE', 'OUTCOME-UNKNOWN', 'STORAGE-FULL'];

type Due = StoredDocument<SubscriptionDocument>;
type PlansNow = Map<string, Promise<PlanNow | null>>;

interface PlanNow {
  readonly sold: SoldPlan;
  readonly isArchived: boolean;
}

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
   * is told of, and does not keep the others. Resolves when reads show it.
   *
   * @param mayGoOn asked before each part of it: false ends it there.
   * @returns how many were looked at.
   * @throws DocumentStoreUnavailableError, ReeveError `UNAVAILABLE`, `OUTCOME-UNKNOWN`, `STORAGE-FULL` 503: a store that is away ends
   *   the pass, and is told of once for all.
   */
  async run(mayGoOn: () => boolean = () => true): Promise<number> {
    const now = this.parts.now();
    const plans: PlansNow = new Map();
    let count = 0;
    // While reads come to show one part, the next one is renewed.
    let shown: Promise<unknown> = Promise.resolve();
    for (let after: Place | undefined; mayGoOn();) {
      const due = await this.dueAt(now, after);
      const position = await this.renewAll(due, plans);
      await shown;
      if (position !== undefined) shown = this.parts.progress.waitFor(position, Date.now() + SYSTEM_STEP_MS);
      count += due.length;
      const last = due.at(-1);
      if (last === undefined || due.length < AT_ONCE) break;
      after = { value: last.document.dueAt ?? now, id: last.id };
    }
    await shown;
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

  /** @returns where the last of it stands; undefined: nothing was to be done. */
  private async renewAll(due: readonly Due[], plans: PlansNow): Promise<Position | undefined> {
    const outcomes = await Promise.allSettled(due.map((each) => this.renew(each, plans)));
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    const ofTheStore = failures.find(isOfTheStore);
    if (ofTheStore !== undefined) throw ofTheStore;
    failures.forEach((failure) => {
      this.parts.onFailure(failure);
    });
    return outcomes
      .flatMap((outcome) =>
        outcome.status === 'fulfilled' && outcome.value !== undefined ? [outcome.value] : [],
      )
      .reduce<Position | undefined>(
        (last, each) => (last === undefined || each > last ? each : last),
        undefined,
      );
  }

  private async renew({ id, document }: Due, known: PlansNow): Promise<Position | undefined> {
    const { userId, planId, nextPlanId, endsAt } = document;
    const own = await this.planNow(planId, known);
    const next = nextPlanId === null ? undefined : await this.planNow(nextPlanId, known);
    const plans = {
      // Whoever has it stays with it; nobody comes to it any more.
      ...(nextPlanId !== null && { [nextPlanId]: next?.isArchived === false ? next.sold : null }),
      [planId]: own?.sold ?? null,
    };
    const commandId = v5(`${id} ${String(endsAt)}`, RENEWALS);
    return await this.parts.subscriptionCommands.renew({ userId, plans }, systemCall(commandId, commandId));
  }

  /** As it is sold at the time of the pass. */
  private planNow(planId: string, known: PlansNow): Promise<PlanNow | null> {
    const plan = known.get(planId) ?? this.readPlan(planId);
    known.set(planId, plan);
    return plan;
  }

  private async readPlan(planId: string): Promise<PlanNow | null> {
    try {
      const { status, version, details } = await planOfLog(this.parts.eventStore, planId);
      const { price, interval } = details;
      return { sold: { planId, planVersion: version, price, interval }, isArchived: status === 'archived' };
    } catch (error) {
      if (error instanceof ReeveError && error.code === 'BILLING-PLAN-NOT-FOUND') return null;
      throw error;
    }
  }
}

const isOfTheStore = (failure: unknown): failure is ReeveError =>
  failure instanceof ReeveError && OF_THE_STORE.includes(failure.code);
