import type { EventStore, Position, RecordedEvent } from '@reeve/event-store';
import { openEventStoreDBEventStore } from '@reeve/event-store/eventstoredb';
import type { Fleet } from '@reeve/testing/fleet';
import { auditPage } from '@reeve/testing/load';
import type { Ledger } from '@reeve/testing/load';

/** What is wrong with what was written; marks of writes, and ids of events. */
export interface Findings {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly misaudited: readonly string[];
}

/** Entries of an answer. */
const PAGE = 1_000;

/** Reads the log past the services and past the network that they use. */
export class Witness {
  private readonly store: EventStore;
  private readonly events: RecordedEvent[] = [];

  constructor(private readonly fleet: Fleet) {
    this.store = openEventStoreDBEventStore({ url: fleet.servers.eventstoredb.server.url });
  }

  /** Passes over what is in the log now. */
  async skip(): Promise<void> {
    await this.readOn();
  }

  /** Holds a ledger, of a load that is finished, and the audit log against what was written since the last time. */
  async examine(ledger: Ledger): Promise<Findings> {
    const fresh = await this.readOn();
    return { ...ledger.compare(fresh), misaudited: await this.misaudited(fresh) };
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  private async readOn(): Promise<readonly RecordedEvent[]> {
    const after: Position | undefined = this.events.at(-1)?.position;
    const fresh: RecordedEvent[] = [];
    for await (const event of this.store.readAll(after === undefined ? {} : { after })) fresh.push(event);
    this.events.push(...fresh);
    return fresh;
  }

  /** Ids of events without an entry in the audit log, and of entries without an event. */
  private async misaudited(fresh: readonly RecordedEvent[]): Promise<readonly string[]> {
    const newest = await this.audited(fresh.length);
    if (newest.total === this.events.length && fresh.every(({ id }) => newest.ids.has(id))) return [];
    const { ids } = await this.audited(Infinity);
    const written = new Set(this.events.map(({ id }) => id));
    return [...[...written].filter((id) => !ids.has(id)), ...[...ids].filter((id) => !written.has(id))];
  }

  /** The newest entries of the audit log, by the ids of their events, and how many there are in all. */
  private async audited(newest: number) {
    const [gateway] = this.fleet.replicasOf('gateway');
    if (gateway === undefined) throw new RangeError('A fleet has a gateway');
    const ids = new Set<string>();
    let total = 0;
    for (let offset = 0; offset <= Math.min(newest, total); offset += PAGE) {
      const page = await auditPage(this.fleet.administrator, gateway, `limit=${PAGE}&offset=${offset}`);
      const found = JSON.parse(page) as { total: number; items: readonly { readonly id: string }[] };
      for (const { id } of found.items) ids.add(id);
      ({ total } = found);
    }
    return { ids, total };
  }
}
