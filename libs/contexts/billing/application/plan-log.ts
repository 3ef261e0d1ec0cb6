import { isPlanId, planDecider, planStream } from '@reeve/billing/domain';
import type { PlanState } from '@reeve/billing/domain';
import { planErrors } from '@reeve/contracts';
import type { PlanEvent } from '@reeve/contracts';
import { toReeveError } from '@reeve/event-sourcing';
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
  let state = planDecider.initialState;
  try {
    for await (const event of eventStore.readStream(planStream(planId))) {
      state = planDecider.evolve(state, event as unknown as PlanEvent);
    }
  } catch (error) {
    throw toReeveError(error);
  }
  if (state.status === 'none') throw planErrors.notFound(planId);
  return state;
}
