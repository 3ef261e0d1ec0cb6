import type { AuditEntry, AuditPage, AuditQuery, CallContext, EventOrigin } from '@reeve/contracts';
import type { DocumentStore, StoredDocument, Where } from '@reeve/document-store';
import { toReeveError } from '@reeve/event-sourcing';
import { AUDIT_FILTERS, auditEntries, NEWEST_FIRST } from '@reeve/audit/projections';
import type { AuditEntryDocument, AuditPayload } from '@reeve/audit/projections';
import { NOWHERE } from './actor-reader.js';
import type { ActorReader } from './actor-reader.js';
import type { AuditTotals } from './audit-totals.js';
import { catchUpDeadline } from './caught-up.js';

/** Whether the read side shows everything that had been appended when it was asked. */
export type CaughtUp = (deadline: number) => Promise<boolean>;

/** Answers who changed what, when and from where. */
export class AuditSearch {
  constructor(
    private readonly documentStore: DocumentStore,
    private readonly totals: AuditTotals,
    private readonly actors: ActorReader,
    private readonly caughtUp: CaughtUp,
  ) {}

  /**
   * Whoever saw a change succeed finds it here: the query waits, within bounds, until the entries have come as far as the
   * log had when it was asked.
   *
   * @throws ReeveError `UNAVAILABLE` 503 when the document store is away.
   */
  async search(query: AuditQuery, call: CallContext): Promise<AuditPage> {
    try {
      const visible = await this.caughtUp(catchUpDeadline(call));
      const entries = this.documentStore.collection<AuditEntryDocument>(auditEntries);
      const where = whereOf(query);
      const [found, total] = await Promise.all([
        entries.find({ where, sort: NEWEST_FIRST, limit: query.limit, offset: query.offset }),
        this.totals.matching(where),
      ]);
      const names = await this.actors.names(found.map(({ document }) => document.user_id));
      const origins = await this.actors.origins(found.map(({ document }) => document.origin));
      const items = found.map((entry) => entryOf(entry, names, origins));
      return { items, total, visible };
    } catch (error) {
      throw toReeveError(error);
    }
  }
}

function entryOf(
  { id, document }: StoredDocument<AuditEntryDocument>,
  names: ReadonlyMap<string, string>,
  origins: ReadonlyMap<string | null, EventOrigin>,
): AuditEntry {
  const { user_id } = document;
  const { ip, userAgent } = origins.get(document.origin) ?? NOWHERE;
  return {
    id,
    user_id,
    action: document.action,
    entity_type: document.entity_type,
    entity_id: document.entity_id,
    ...(JSON.parse(document.payload) as AuditPayload),
    created_at: document.created_at,
    actor_kind: document.actor_kind,
    actor_name: user_id === null ? null : (names.get(user_id) ?? null),
    actor_role: document.actor_role,
    ip,
    user_agent: userAgent,
    request_id: document.request_id,
  };
}

function whereOf(query: AuditQuery): Where {
  const { from, to } = query;
  const asked = AUDIT_FILTERS.flatMap((filter) => {
    const value = query[filter];
    return value === undefined ? [] : [[filter, value] as const];
  });
  return {
    ...Object.fromEntries(asked),
    ...(from === undefined && to === undefined
      ? {}
      : {
          created_at: {
            ...(from === undefined ? {} : { gte: from }),
            ...(to === undefined ? {} : { lte: to }),
          },
        }),
  };
}
