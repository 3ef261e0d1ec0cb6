import type { JsonObject } from '../json.js';
import { command, query } from '../rpc.js';

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
  readonly offset: number;
}

export interface AuditPage {
  readonly items: readonly AuditEntry[];
  /** Matches before paging. */
  readonly total: number;
}

export const auditRpc = {
  search: query<AuditQuery, AuditPage>('reeve.audit.search'),
  /** An administrator's route was asked for by somebody who may not. Recorded as an event, so that it is in the log too. */
  recordRefusal: command<
    { method: string; route: string; capability: string; code: string },
    Record<string, never>
  >('reeve.audit.record-refusal'),
} as const;
