import { isPlanId, planDecider, planStream } from '@reeve/billing/domain';
import type { PlanState } from '@reeve/billing/domain';
import { planErrors } from '@reeve/contracts';
import { readAggregate } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';

type ExistingPlan = Exclude<PlanState, { readonly status: 'none' }>;

/**
 * A plan as the log has it now, past every cache: what is copied or sold is what the last answer about it said, whichever process
 * gave that.
 *
 * @throws ReeveError `BILLING-PLAN-NOT-FOUND` 404; what the log throws.
 */
export async function planOfLog(eventStore: EventStore, planId: string): Promise<ExistingPlan> {
  // No stream has such a name.
  if (!isPlanId(planId)) throw planErrors.notFound(planId);
  const state = await readAggregate(eventStore, planDecider, planStream(planId));
  if (state.status === 'none') throw planErrors.notFound(planId);
  return state;
}
