import type { JsonObject } from '../json.js';

/** So much of something was used, and what that comes to in the period so far. */
export interface UsageRecorded {
  readonly type: 'billing.usage.recorded.v1';
  readonly data: JsonObject & {
    readonly userId: string;
    readonly subscriptionId: string;
    readonly metric: string;
    readonly amount: number;
    readonly used: { readonly old: number; readonly new: number };
    /** What was decided by; null: unlimited. */
    readonly limit: number | null;
  };
}

export type UsageEvent = UsageRecorded;
