import { auditErrors } from '@reeve/contracts';
import type {
  AuditDescriber,
  AuditDifference,
  AuditVerificationPart,
  AuditVerificationQuery,
  CallContext,
} from '@reeve/contracts';
import type { Collection, DocumentStore, FieldCondition, StoredDocument } from '@reeve/document-store';
import { toReeveError } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { LogShorterThanCheckpointError } from '@reeve/event-store';
import type { EventStore, Position, RecordedEvent } from '@reeve/event-store';
import { auditEntries, auditEntryOf, describeEvent, IN_ORDER_OF_THE_LOG } from '@reeve/audit/projections';
import type { AuditEntryDocument } from '@reeve/audit/projections';
import { differingFields } from './differing-fields.js';

/** Entries looked at in one part; what a document store gives at once. */
const MOST_ENTRIES = 10_000;
/** Milliseconds kept back from the deadline, to compare and answer in. */
const ANSWER_MS = 2_000;

type Entry = StoredDocument<AuditEntryDocument>;

/**
 * Compares the audit log with the event log, which is the truth: an entry for every event, saying what the event says, and
 * none besides. Part by part, so that it takes as much memory for a million entries as for a few thousand, and whoever asks
 * can go on where they were.
 */
export class AuditVerification {
  private readonly entries: Collection<AuditEntryDocument>;

  /** @param describers those that the projection has. */
  constructor(
    private readonly eventStore: EventStore,
    documentStore: DocumentStore,
    private readonly describers: readonly AuditDescriber[],
    private readonly progress: ProjectionProgress,
  ) {
    this.entries = documentStore.collection<AuditEntryDocument>(auditEntries);
  }

  /**
   * The events after a position, and the entries that stand among them.
   *
   * @throws ReeveError `AUDIT-BEHIND` 503; 422 for a position that the log does not reach; `UNAVAILABLE` 503.
   */
  async verify({ after, limit }: AuditVerificationQuery, call: CallContext): Promise<AuditVerificationPart> {
    try {
      const events = await this.eventsAfter(after, limit);
      const last = events.at(-1)?.position;
      if (last !== undefined && !(await this.progress.waitFor(last, call.deadline - ANSWER_MS))) {
        throw auditErrors.behind();
      }
      const isEnd = events.length < limit;
      return {
        checked: events.length,
        next: isEnd ? null : (last ?? null),
        differences: [
          ...(after === undefined ? await this.nowhere() : []),
          ...(last === undefined ? [] : await this.compare(events, { after, last })),
          ...(isEnd ? await this.beyond(last ?? after) : []),
        ],
      };
    } catch (error) {
      if (error instanceof LogShorterThanCheckpointError) throw auditErrors.noSuchPosition();
      throw toReeveError(error);
    }
  }

  private async compare(
    events: readonly RecordedEvent[],
    { after, last }: { readonly after: string | undefined; readonly last: string },
  ): Promise<readonly AuditDifference[]> {
    const among = await this.standing({ ...(after === undefined ? {} : { gt: after }), lte: last });
    const known = new Map(among.map((entry) => [entry.id, entry.document]));
    const displaced = await this.entries.getMany(events.map(({ id }) => id).filter((id) => !known.has(id)));
    for (const { id, document } of displaced) known.set(id, document);
    const ids = new Set(events.map(({ id }) => id));
    return [
      ...events.flatMap((event) => this.difference(event, known.get(event.id))),
      ...among.filter(({ id }) => !ids.has(id)).map(foreign),
    ].sort(byPosition);
  }

  private difference(
    event: RecordedEvent,
    entry: AuditEntryDocument | undefined,
  ): readonly AuditDifference[] {
    const { id, position } = event;
    const description = describeEvent(this.describers, event);
    if (description === null) return entry === undefined ? [] : [foreign({ id, document: entry })];
    if (entry === undefined) return [{ kind: 'missing', id, position, fields: [] }];
    const fields = differingFields(auditEntryOf(event, description), entry);
    return fields.length === 0 ? [] : [{ kind: 'changed', id, position, fields }];
  }

  /** Entries that claim no place. */
  private async nowhere(): Promise<readonly AuditDifference[]> {
    return (await this.standing(null)).map(foreign);
  }

  /** Entries that claim to stand after what was the last event. Those of events that came since are read before these are. */
  private async beyond(last: string | undefined): Promise<readonly AuditDifference[]> {
    const entries = await this.standing(last === undefined ? {} : { gt: last });
    if (entries.length === 0) return [];
    const since = new Set((await this.eventsAfter(last, entries.length)).map(({ id }) => id));
    return entries.filter((entry) => placeOf(entry.document) !== null && !since.has(entry.id)).map(foreign);
  }

  private async standing(position: FieldCondition | null): Promise<readonly Entry[]> {
    return await this.entries.find({ where: { position }, sort: IN_ORDER_OF_THE_LOG, limit: MOST_ENTRIES });
  }

  private async eventsAfter(after: string | undefined, limit: number): Promise<readonly RecordedEvent[]> {
    const from = after === undefined ? {} : { after: after as Position };
    const events: RecordedEvent[] = [];
    for await (const event of this.eventStore.readAll({ ...from, limit })) events.push(event);
    return events;
  }
}

function foreign({ id, document }: Entry): AuditDifference {
  return { kind: 'foreign', id, position: placeOf(document), fields: [] };
}

/** Whatever stands there: nobody has checked it. */
function placeOf({ position }: { readonly position: unknown }): string | null {
  return typeof position === 'string' ? position : null;
}

function byPosition(one: AuditDifference, other: AuditDifference): number {
  const [left, right] = [one.position ?? '', other.position ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
