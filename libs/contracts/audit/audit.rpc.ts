import type { EventActor } from '../event-metadata.js';
import type { JsonObject } from '../json.js';
import { command, query } from '../rpc.js';
import type { AuditAnalytics, AuditAnalyticsQuery } from './audit-analytics.js';
import type { AuditVerificationPart, AuditVerificationQuery } from './audit-verification.js';
import type { RequestRefused } from './audit.events.js';

/** The seed model (reference 9.1), plus who and from where. */
export interface AuditEntry {
  /** The event's id. */
  readonly id: string;
  readonly user_id: string | null;
  readonly action: string;
  readonly entity_type: string;
  readonly entity_id: string;
  readonly description: string | null;
  readonly changes: JsonObject | null;
  readonly audit_metadata: JsonObject | null;
  /** Epoch seconds. */
  readonly created_at: number;
  /** `system`: Reeve itself. `anonymous`: nobody was signed in. */
  readonly actor_kind: EventActor['kind'];
  /** Null for nobody, and for somebody whose data was erased. */
  readonly actor_name: string | null;
  readonly actor_role: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
}

export interface AuditQuery {
  readonly entity_type?: string;
  readonly entity_id?: string;
  readonly user_id?: string;
  readonly action?: string;
  /** Epoch seconds, inclusive. */
  readonly from?: number;
  /** Epoch seconds, inclusive. */
  readonly to?: number;
  /** 1 to 1000. */
  readonly limit: number;
  /** 0 to 1,000,000: reaching further back is what `to` is for. */
  readonly offset: number;
}

export const AUDIT_PAGE = { defaultLimit: 100, maxLimit: 1000, maxOffset: 1_000_000 } as const;

export interface AuditPage {
  /** Newest first by `created_at`; within one second by where the events stand in the log, latest first. */
  readonly items: readonly AuditEntry[];
  /** Matches before paging. */
  readonly total: number;
  /** False when the newest events were not projected yet by the time the answer had to be given: some may be missing. */
  readonly visible: boolean;
}

export const auditRpc = {
  search: query<AuditQuery, AuditPage>('reeve.audit.search'),
  analytics: query<AuditAnalyticsQuery, AuditAnalytics>('reeve.audit.analytics'),
  /** Compares a part of the audit log with the event log. */
  verify: query<AuditVerificationQuery, AuditVerificationPart>('reeve.audit.verify'),
  /** An administrator's route was asked for by somebody who may not. Recorded as an event, so that it is in the log too. */
  recordRefusal: command<RequestRefused['data'], Record<string, never>>('reeve.audit.record-refusal'),
} as const;
