import { inBuckets } from '@reeve/contracts';
import type {
  AuditAnalytics,
  AuditAnalyticsQuery,
  AuditBucket,
  CallContext,
  Counts,
  TimeBucket,
} from '@reeve/contracts';
import { findInOrder } from '@reeve/document-store';
import type { DocumentStore } from '@reeve/document-store';
import { toReeveError } from '@reeve/event-sourcing';
import { auditDays } from '@reeve/audit/projections';
import type { AuditDayDocument } from '@reeve/audit/projections';
import type { ActorReader } from './actor-reader.js';
import type { CaughtUp } from './audit-search.js';
import { catchUpDeadline } from './caught-up.js';

/** Answers how much happened, by the days that the projection has counted. */
export class AuditStatistics {
  constructor(
    private readonly documentStore: DocumentStore,
    private readonly actors: ActorReader,
    private readonly caughtUp: CaughtUp,
  ) {}

  /**
   * Whoever saw a change succeed finds it counted, as in the log.
   *
   * @throws ReeveError `UNAVAILABLE` 503 when the document store is away.
   */
  async counted({ buckets }: AuditAnalyticsQuery, call: CallContext): Promise<AuditAnalytics> {
    try {
      const visible = await this.caughtUp(catchUpDeadline(call));
      const days = inBuckets(buckets, await this.days(buckets));
      const items = buckets.map((bucket, nth) => summed(bucket, days[nth] ?? []));
      const ids = items.flatMap(({ changes }) => Object.keys(changes.by_actor));
      return { items, names: Object.fromEntries(await this.actors.names(ids)), visible };
    } catch (error) {
      throw toReeveError(error);
    }
  }

  /** Those of the buckets on which anything happened, in order. */
  private async days(buckets: readonly TimeBucket[]): Promise<readonly AuditDayDocument[]> {
    const days = this.documentStore.collection<AuditDayDocument>(auditDays);
    const range = { gte: buckets.at(0)?.from ?? '', lt: buckets.at(-1)?.until ?? '' };
    return (await findInOrder(days, 'day', range)).map(({ document }) => document);
  }
}

function summed({ from, until }: TimeBucket, days: readonly AuditDayDocument[]): AuditBucket {
  const sum = (count: (day: AuditDayDocument) => number) =>
    days.reduce((total, day) => total + count(day), 0);
  return {
    from,
    until,
    sign_ups: sum((day) => day.sign_ups),
    sign_ins: sum((day) => day.sign_ins),
    refused_sign_ins: sum((day) => day.refused_sign_ins),
    changes: {
      by_entity_type: added(days.map(({ entity_types }) => entity_types)),
      by_section: added(days.map(({ sections }) => sections)),
      by_actor: added(days.map(({ actors }) => actors)),
    },
  };
}

function added(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap(Object.entries<number>)) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}
