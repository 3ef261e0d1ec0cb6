import { randomUUID } from 'node:crypto';
import { createBillingApplication } from '@reeve/billing/application';
import type { BillingApplication } from '@reeve/billing/application';
import { subscriptionDecider, subscriptionStream } from '@reeve/billing/domain';
import type { SubscriptionCommand } from '@reeve/billing/domain';
import { billingCollections, billingProjection } from '@reeve/billing/projections';
import type { CallContext, PlanDraft } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { AggregateRunner, createEventStamp, projectionKey, Projector } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { MemoryLog, openMemoryEventStore } from '@reeve/event-store/memory';

const stamp = createEventStamp(() => Promise.resolve(null));

/** One of an installation's processes. */
export interface BillingProcess {
  readonly billing: BillingApplication;
  readonly projector: Projector;
  /** A command to a subscription; resolves once reads show it. */
  subscription(command: SubscriptionCommand): Promise<void>;
}

/** The billing context on memory adapters: several processes over one log. */
export class BillingInstallation {
  private readonly log = new MemoryLog();
  private readonly processes: BillingProcess[] = [];
  readonly documentStore: DocumentStore = openMemoryDocumentStore(billingCollections);

  startProcess(): BillingProcess {
    const eventStore = openMemoryEventStore(this.log);
    const projector = new Projector(billingProjection, eventStore, this.documentStore);
    projector.start();
    const subscriptions = new AggregateRunner({ eventStore, stamp, decider: subscriptionDecider });
    const process: BillingProcess = {
      billing: createBillingApplication({
        eventStore,
        documentStore: this.documentStore,
        stamp,
        progress: projector,
      }),
      projector,
      subscription: async (command) => {
        const stream = subscriptionStream(command.userId);
        const { position } = await subscriptions.execute(stream, command, call());
        if (position !== undefined) await projector.waitFor(position, Date.now() + 10_000);
      },
    };
    this.processes.push(process);
    return process;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map(({ projector }) => projector.stop()));
  }

  /** Makes the documents anew from the log; resolves when they show all of it. */
  async rebuild(): Promise<void> {
    await Promise.all(this.processes.map(({ projector }) => projector.stop()));
    await this.documentStore.reset(projectionKey(billingProjection), billingProjection.collections);
    const projector = new Projector(billingProjection, openMemoryEventStore(this.log), this.documentStore);
    projector.start();
    const last = (await this.history()).at(-1);
    if (last !== undefined) await projector.waitFor(last.position, Date.now() + 10_000);
    await projector.stop();
  }

  /** Everything that happened, in order. */
  async history(): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of openMemoryEventStore(this.log).readAll()) events.push(event);
    return events;
  }
}

/** A call as the gateway makes it. */
export function call(overrides: Partial<CallContext> = {}): CallContext {
  return {
    principal: {
      kind: 'user',
      id: 'the administrator',
      role: 'admin',
      sessionId: null,
      authMethod: 'session',
    },
    requestId: randomUUID(),
    commandId: randomUUID(),
    commandHash: null,
    deadline: Date.now() + 10_000,
    ip: null,
    userAgent: null,
    traceparent: null,
    ...overrides,
  };
}

export const draft = (changes: Partial<PlanDraft> = {}): PlanDraft => ({
  name: 'Pro',
  nameRu: null,
  description: null,
  descriptionRu: null,
  price: '9.99',
  currency: 'USD',
  interval: 'month',
  quotas: { requests: 100 },
  features: null,
  active: true,
  displayOrder: 0,
  ...changes,
});
