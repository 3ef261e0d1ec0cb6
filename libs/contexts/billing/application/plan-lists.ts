import { createHash } from 'node:crypto';
import type { PlanList, PlanListRequest } from '@reeve/contracts';
import type { ListedPlan } from './kept-plans.js';

type Filter = Omit<PlanListRequest, 'known'>;

/** Lists of plans as JSON, made once for each filter and not again before a plan changes. */
export class PlanLists {
  private readonly made = new Map<string, PlanList>();
  private from: readonly ListedPlan[] | undefined;

  /** @param all the same array for as long as no plan has changed. */
  of(all: readonly ListedPlan[], filter: Filter): PlanList {
    if (all !== this.from) {
      this.from = all;
      this.made.clear();
    }
    const key = JSON.stringify([filter.active, filter.archived]);
    const made = this.made.get(key) ?? listOf(all, filter);
    this.made.set(key, made);
    return made;
  }
}

function listOf(all: readonly ListedPlan[], { active, archived }: Filter): PlanList {
  const listed = all
    .filter(({ isArchived }) => archived || !isArchived)
    .filter(({ statistics }) => active === null || statistics.plan.is_active === active);
  const plans = `[${listed.map(({ json }) => json).join(',')}]`;
  return { tag: createHash('sha256').update(plans).digest('base64url'), plans };
}
