import type { TimeBucket } from '../analytics/index.js';

/** How often something happened, by what it is named. */
export type Counts = Readonly<Record<string, number>>;

/** Buckets in their order, each beginning where the one before ends; no more than `MOST_BUCKETS`. */
export interface AuditAnalyticsQuery {
  readonly buckets: readonly TimeBucket[];
}

/** What happened in the days of a bucket. */
export interface AuditBucket extends TimeBucket {
  /** People who came by themselves: signed up, or for the first time by a directory or an identity provider. */
  readonly sign_ups: number;
  /** Sessions that somebody started by proving who they are. */
  readonly sign_ins: number;
  readonly refused_sign_ins: number;
  /** What administrators changed: the same entries by what they are about, and by who made them. */
  readonly changes: {
    readonly by_entity_type: Counts;
    /** Those of `config` that changed a section. */
    readonly by_section: Counts;
    /** By user id. */
    readonly by_actor: Counts;
  };
}

export interface AuditAnalytics {
  /** One for each bucket that was asked for, in that order. Counts by name are in the order of their names. */
  readonly items: readonly AuditBucket[];
  /** Of those who made changes, by user id; who was erased has none. */
  readonly names: Readonly<Record<string, string>>;
  /** False when the newest events were not projected yet by the time the answer had to be given. */
  readonly visible: boolean;
}
