import { allows, usageDecider, usageStream } from '@reeve/billing/domain';
import type { UsageCommand, UsageState } from '@reeve/billing/domain';
import { countsAsActive, isClosed, subscriptionErrors, USAGE_METRICS, usageErrors } from '@reeve/contracts';
import type {
  CallContext,
  MetricUsage,
  Quotas,
  RequestOf,
  ShownUsage,
  SubscriptionStatus,
  UsageDecision,
  UsageEvent,
  usageRpc,
} from '@reeve/contracts';
import { AggregateRunner } from '@reeve/event-sourcing';
import type { EventStamp } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { v5 } from 'uuid';
import { SoldQuotas } from './sold-quotas.js';
import type { SubscriptionQueries } from './subscription-queries.js';

type Use = RequestOf<typeof usageRpc.recordUsage>;

/** What use counts against. */
interface Allowance {
  readonly subscriptionId: string;
  readonly status: SubscriptionStatus;
  readonly quotas: Quotas | null;
  /** Epoch milliseconds. */
  readonly from: number;
}

const PLAIN_METRIC = /^[A-Za-z0-9_.-]{1,100}$/;

/**
 * Counts what people use, each metric and period in a stream of its own: of two that take the last unit, in whichever process, one has
 * appended first. Whose subscription it is, and what it allows, is what reads show.
 */
export class UsageMeter {
  private readonly runner: AggregateRunner<UsageState, UsageCommand, UsageEvent>;
  private readonly quotas: SoldQuotas;

  constructor(
    eventStore: EventStore,
    stamp: EventStamp,
    private readonly subscriptions: SubscriptionQueries,
  ) {
    this.runner = new AggregateRunner({ eventStore, stamp, decider: usageDecider });
    this.quotas = new SoldQuotas(eventStore);
  }

  /**
   * Records it if the quota allows all of it.
   *
   * @throws ReeveError `BILLING-METRIC-UNKNOWN` 400; `BILLING-SUBSCRIPTION-STATE` 409 of one that is paused; what the aggregate
   *   runner throws.
   */
  async record({ userId, metric, amount }: Use, call: CallContext): Promise<UsageDecision> {
    const allowance = await this.allowanceOf(userId);
    checkMetric(metric, allowance);
    if (allowance === undefined) return { ...UNCOUNTED, metric, allowed: true };
    const { subscriptionId, status } = allowance;
    if (!countsAsActive(status)) throw subscriptionErrors.forbidden('used', status);
    const limit = limitOf(allowance, metric);
    const { state, events } = await this.runner.execute(
      streamOf(allowance, metric),
      { kind: 'record', userId, subscriptionId, metric, amount, limit },
      call,
    );
    return { allowed: events.length > 0, ...usageOf(metric, state, limit) };
  }

  /** Whether so much more would be allowed at this moment. @throws ReeveError as {@link record}, but for the 409. */
  async check({ userId, metric, amount }: Use, call: CallContext): Promise<UsageDecision> {
    const allowance = await this.allowanceOf(userId);
    const usage = await this.used(allowance, metric, call);
    const mayUse = allowance === undefined || countsAsActive(allowance.status);
    return { allowed: mayUse && allows(usage.quota_limit, usage.current_usage, amount), ...usage };
  }

  /** @throws ReeveError `BILLING-METRIC-UNKNOWN` 400; what the aggregate runner throws. */
  async one(userId: string, metric: string, call: CallContext): Promise<MetricUsage> {
    return await this.used(await this.allowanceOf(userId), metric, call);
  }

  /** Of each metric, by its name. @throws ReeveError what the aggregate runner throws. */
  async all(userId: string, call: CallContext): Promise<Readonly<Record<string, ShownUsage>>> {
    const allowance = await this.allowanceOf(userId);
    const usages = metricsOf(allowance).map(async (metric) => {
      const { current_usage: used, quota_limit: limit, remaining } = await this.used(allowance, metric, call);
      return [metric, { used, limit, remaining, percentage: percentageOf(used, limit) }] as const;
    });
    return Object.fromEntries(await Promise.all(usages));
  }

  private async used(
    allowance: Allowance | undefined,
    metric: string,
    call: CallContext,
  ): Promise<MetricUsage> {
    checkMetric(metric, allowance);
    if (allowance === undefined) return { ...UNCOUNTED, metric };
    const stream = streamOf(allowance, metric);
    const state =
      this.runner.stateAsKnown(stream) ?? (await this.runner.execute(stream, { kind: 'look' }, call)).state;
    return usageOf(metric, state, limitOf(allowance, metric));
  }

  /** Undefined: there is no subscription that goes on, and so no quota. */
  private async allowanceOf(userId: string): Promise<Allowance | undefined> {
    const last = await this.subscriptions.lastOf(userId);
    if (last === undefined || isClosed(last.document.status)) return undefined;
    const { status, planId, planVersion, usageFrom } = last.document;
    const quotas = await this.quotas.of(planId, planVersion);
    return { subscriptionId: last.id, status, quotas, from: usageFrom };
  }
}

const UNCOUNTED = { current_usage: 0, quota_limit: null, remaining: null } as const;

const metricsOf = (allowance: Allowance | undefined): readonly string[] => [
  ...new Set([...USAGE_METRICS, ...Object.keys(allowance?.quotas ?? {})]),
];

function checkMetric(metric: string, allowance: Allowance | undefined): void {
  const known = metricsOf(allowance);
  if (!known.includes(metric)) throw usageErrors.unknownMetric(metric, known);
}

/** A plan may have a quota of anything, by any name; a stream may not. */
const streamOf = ({ subscriptionId, from }: Allowance, metric: string): string =>
  usageStream(subscriptionId, from, PLAIN_METRIC.test(metric) ? metric : `@${v5(metric, subscriptionId)}`);

function limitOf({ quotas }: Allowance, metric: string): number | null {
  return quotas !== null && Object.hasOwn(quotas, metric) ? (quotas[metric] ?? null) : null;
}

const usageOf = (metric: string, { used }: UsageState, limit: number | null): MetricUsage => ({
  metric,
  current_usage: used,
  quota_limit: limit,
  remaining: limit === null ? null : Math.max(0, limit - used),
});

/** To a hundredth. Of a quota of nothing, all is used. */
function percentageOf(used: number, limit: number | null): number | null {
  if (limit === null) return null;
  return limit === 0 ? 100 : Math.round((used / limit) * 10_000) / 100;
}
