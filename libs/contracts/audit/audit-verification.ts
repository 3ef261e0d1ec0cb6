/** Events compared with their entries in one request. */
export const AUDIT_VERIFICATION = { defaultLimit: 2_000, maxLimit: 5_000 } as const;

export interface AuditVerificationQuery {
  /** Position of the last event that was compared; absent: begin with the first. Opaque. */
  readonly after?: string;
  /** 1 to 5,000 events. */
  readonly limit: number;
}

/**
 * `missing`: the event has no entry. `changed`: its entry says something else than the event does. `foreign`: an entry stands
 * where the log has no such event.
 */
export const AUDIT_DIFFERENCES = ['missing', 'changed', 'foreign'] as const;

/** Where the audit log is not what the event log makes of it. */
export interface AuditDifference {
  readonly kind: (typeof AUDIT_DIFFERENCES)[number];
  /** Of the event, and so of its entry. */
  readonly id: string;
  /** Where the event stands in the log; of a foreign entry, where it claims to stand: null for nowhere. */
  readonly position: string | null;
  /** What of a changed entry is not as the event says; empty otherwise. Names alone: values may be what was erased. */
  readonly fields: readonly string[];
}

/** One part of the log, compared. */
export interface AuditVerificationPart {
  /** Events of this part. */
  readonly checked: number;
  /** Go on after it; null: the log is compared to its end. */
  readonly next: string | null;
  /** By position. Of foreign entries at most 10,000 less the events of the part. */
  readonly differences: readonly AuditDifference[];
}
