import { planDecider, planStream } from '@reeve/billing/domain';
import type { PlanEvent, Quotas } from '@reeve/contracts';
import { toReeveError } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { LRUCache } from 'lru-cache';

const KEPT_VERSIONS = 1_000;

/** The quotas of plans' versions, from the log: what a version is never changes, so that it is read once. */
export class SoldQuotas {
  private readonly kept = new LRUCache<string, { readonly quotas: Quotas | null }>({ max: KEPT_VERSIONS });

  constructor(private readonly eventStore: EventStore) {}

  /** @throws ReeveError what the log throws. */
  async of(planId: string, version: number): Promise<Quotas | null> {
    const key = keyOf(planId, version);
    const known = this.kept.get(key);
    if (known !== undefined) return known.quotas;
    await this.read(planId);
    const found = this.kept.get(key);
    if (found === undefined) throw new Error(`The plan ${planId} never had a version ${String(version)}`);
    return found.quotas;
  }

  private async read(planId: string): Promise<void> {
    let state = planDecider.initialState;
    try {
      for await (const event of this.eventStore.readStream(planStream(planId))) {
        state = planDecider.evolve(state, event as unknown as PlanEvent);
        if (state.status === 'none') continue;
        this.kept.set(keyOf(planId, state.version), { quotas: state.details.quotas });
      }
    } catch (error) {
      throw toReeveError(error);
    }
  }
}

const keyOf = (planId: string, version: number): string => `${planId}@${String(version)}`;
