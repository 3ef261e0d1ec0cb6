import { join } from 'node:path';
import { createBillingApplication } from '@reeve/billing/application';
import type { BillingApplication, BillingParts } from '@reeve/billing/application';
import { billingCollections, billingProjection } from '@reeve/billing/projections';
import type { DocumentStore } from '@reeve/document-store';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import { aTemporaryFolder } from '@reeve/document-store/testing';
import { createEventStamp, Projector } from '@reeve/event-sourcing';
import type { EventStore, RecordedEvent } from '@reeve/event-store';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';
import { onTestFinished } from 'vitest';

/** The billing context on the embedded stores, under a clock of its own, until the current test is over. */
export class EmbeddedBilling {
  private constructor(
    readonly documentStore: DocumentStore,
    private readonly projector: Projector,
    readonly eventStore: EventStore,
    /** Epoch milliseconds. */
    public now: number,
  ) {}

  /** @param log another one than a file of its own. */
  static async open(now: number, log?: EventStore): Promise<EmbeddedBilling> {
    const folder = await aTemporaryFolder();
    const eventStore = log ?? (await openSqliteEventStore({ path: join(folder, 'events.sqlite') }));
    const documentStore = await openSqliteDocumentStore({
      path: join(folder, 'documents.sqlite'),
      collections: billingCollections,
    });
    const projector = new Projector(billingProjection, eventStore, documentStore);
    projector.start();
    onTestFinished(async () => {
      await projector.stop();
      await documentStore.close();
      await eventStore.close();
    });
    return new EmbeddedBilling(documentStore, projector, eventStore, now);
  }

  /** A replica: what it knows of streams is its own. A renewal that fails is a failure of the test. */
  startProcess({ eventStore = this.eventStore, ...parts }: Partial<BillingParts> = {}): BillingApplication {
    return createBillingApplication({
      documentStore: this.documentStore,
      progress: this.projector,
      eventStore,
      stamp: createEventStamp(() => Promise.resolve(null)),
      now: () => this.now,
      onRenewalFailure: (error) => {
        throw error;
      },
      ...parts,
    });
  }

  async stream(name: string): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.eventStore.readStream(name)) events.push(event);
    return events;
  }
}
