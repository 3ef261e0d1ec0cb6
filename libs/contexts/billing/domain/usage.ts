import { BILLING_STREAMS } from '@reeve/contracts';
import type { UsageEvent } from '@reeve/contracts';

/** How much was used, in one period, of one metric. */
export interface UsageState {
  readonly used: number;
}

/** All of it, or nothing. */
export interface RecordUsage {
  readonly kind: 'record';
  readonly userId: string;
  readonly subscriptionId: string;
  readonly metric: string;
  /** From 1. */
  readonly amount: number;
  /** Null: unlimited. */
  readonly limit: number | null;
}

/** `look`: to know how much was used, as the stream has it. */
export type UsageCommand = RecordUsage | { readonly kind: 'look' };

/**
 * The stream of a subscription's period and a metric: whoever takes the last unit has appended to it, and nobody else has.
 *
 * @param from since when use is counted, in epoch milliseconds.
 * @param metric in characters that a stream's name may have.
 */
export const usageStream = (subscriptionId: string, from: number, metric: string): string =>
  `${BILLING_STREAMS.usage}${subscriptionId}-${String(from)}-${metric}`;

export const usageDecider = {
  initialState: { used: 0 } as UsageState,

  /** No event: the quota does not allow it. */
  decide(command: UsageCommand, { used }: UsageState): readonly UsageEvent[] {
    if (command.kind === 'look') return [];
    const { userId, subscriptionId, metric, amount, limit } = command;
    if (!allows(limit, used, amount)) return [];
    return [
      {
        type: 'billing.usage.recorded.v1',
        data: { userId, subscriptionId, metric, amount, used: { old: used, new: used + amount }, limit },
      },
    ];
  },

  evolve(state: UsageState, { type, data }: UsageEvent): UsageState {
    return (type as string) === 'billing.usage.recorded.v1' ? { used: data.used.new } : state;
  },
};

/** Whether a quota allows so much more: all of it, or nothing. @param limit null: unlimited. */
export const allows = (limit: number | null, used: number, amount: number): boolean =>
  used + amount <= (limit ?? Number.MAX_SAFE_INTEGER);
