import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@reeve/contracts';
import type { CollectionDefinition, DocumentStore } from '@reeve/document-store';
import type { Clock } from './clock.js';

/** Who may project what. One document for each projection, under its name. */
export const projectionLeases: CollectionDefinition = { name: 'projection_leases', fields: {}, indexes: [] };

/** How long a lease holds without being renewed. */
export const LEASE_MS = 6_000;

/** As many digits as the largest safe integer has: terms compare as text. */
const TERM_WIDTH = 16;

/** What stands in the document store of a lease. */
export interface LeaseRecord<Report extends JsonObject> extends JsonObject {
  /** Of one {@link Lease} object, so that a process started again is another holder. Null: given back. */
  readonly holder: string | null;
  /** The holder's process, for people. */
  readonly process: string;
  /** Grows with every change of the record. */
  readonly term: string;
  /** What the holder says of its work. */
  readonly report: Report;
}

/**
 * The right to do something in one process at a time, by a record in the document store that is changed by compare-and-set
 * (its `seen` is a growing term).
 *
 * No two clocks are compared. A holder counts {@link LEASE_MS} from before it sent its last renewal; the others take over
 * when they have seen the same term for as long, counted from after they read it. A holder that was stopped in between
 * knows by its own clock that its time is over. What this cannot exclude is a process that is stopped after it has looked
 * and before it writes: whatever is done under a lease must be harmless then.
 */
export class Lease<Report extends JsonObject> {
  private readonly holder = randomUUID();
  /** Of the record known last; 0: there was none. */
  private term = 0;
  private attempted: { readonly term: number; readonly firstAt: number } | undefined;
  private heldUntil = -Infinity;
  private seen: LeaseRecord<Report> | undefined;
  private seenSince = -Infinity;

  /** @param process how people tell it from others: `host:pid`. */
  constructor(
    private readonly documentStore: DocumentStore,
    private readonly id: string,
    private readonly process: string,
    private readonly clock: Clock,
  ) {}

  get isHeld(): boolean {
    return this.clock.now() < this.heldUntil;
  }

  /** Nobody else has it, as far as could be seen from here. */
  get isFree(): boolean {
    const { holder } = this.seen ?? { holder: null };
    return holder === null || holder === this.holder || this.clock.now() - this.seenSince >= LEASE_MS;
  }

  /** The record as it was read last; undefined while there was none. */
  get lastSeen(): LeaseRecord<Report> | undefined {
    return this.seen;
  }

  /**
   * Reads the record. One that is gone counts as a change of the last one: a holder whose store was emptied writes it again.
   *
   * @throws DocumentStoreUnavailableError
   */
  async look(): Promise<void> {
    this.saw(await this.read());
  }

  /**
   * Takes the lease when it is free, or renews it.
   *
   * @returns whether it is held now: false when somebody else has it, or has come first.
   * @throws DocumentStoreUnavailableError when that is not known; until its time is over it is held as before.
   */
  async hold(report: Report): Promise<boolean> {
    if (!this.isFree) return false;
    const since = await this.put(this.holder, report);
    this.heldUntil = since === undefined ? -Infinity : since + LEASE_MS;
    return this.isHeld;
  }

  /** Lets another process take it at once. @throws DocumentStoreUnavailableError */
  async release(report: Report): Promise<void> {
    if (!this.isHeld) return;
    this.heldUntil = -Infinity;
    await this.put(null, report);
  }

  /**
   * Writes the record under the next term. Whether an attempt that failed has written it is not known, so the next one is made
   * under the same term: a later one would overwrite whoever has taken the lease meanwhile.
   *
   * @returns a moment before it was written; undefined when somebody else has come first.
   */
  private async put(holder: string | null, report: Report): Promise<number | undefined> {
    const term = this.term + 1;
    const startedAt = this.clock.now();
    const firstAt = this.attempted?.term === term ? this.attempted.firstAt : startedAt;
    this.attempted = { term, firstAt };
    const document = { holder, process: this.process, term: toText(term), report };
    const [written] = await this.documentStore.write([
      { kind: 'put', collection: projectionLeases.name, id: this.id, document, seen: document.term },
    ]);
    if (written === true) {
      this.saw(document);
      return startedAt;
    }
    const found = await this.read();
    this.saw(found);
    return found?.holder === holder && found.term === document.term ? firstAt : undefined;
  }

  private saw(found: LeaseRecord<Report> | undefined): void {
    const term = Number(found?.term ?? 0);
    if (term === this.term) return;
    this.term = term;
    this.seen = found ?? this.seen;
    this.seenSince = this.clock.now();
  }

  private async read(): Promise<LeaseRecord<Report> | undefined> {
    return await this.documentStore.collection<LeaseRecord<Report>>(projectionLeases).get(this.id);
  }
}

function toText(term: number): string {
  return String(term).padStart(TERM_WIDTH, '0');
}
