import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { auditCollections, createAuditProjection } from '@reeve/audit/projections';
import { planDecider, planStream, subscriptionDecider, subscriptionStream } from '@reeve/billing/domain';
import type { SoldPlan } from '@reeve/billing/domain';
import { BILLING_DAYS, billingCollections, billingProjection, PLANS } from '@reeve/billing/projections';
import type { PlanDetails } from '@reeve/contracts';
import type { CollectionDefinition, Document, DocumentStore } from '@reeve/document-store';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import { createEventStamp, eventId, projectionKey, systemCall } from '@reeve/event-sourcing';
import type { DomainEvent, ProjectedOperation } from '@reeve/event-sourcing';
import type { EventStore, Position, RecordedEvent } from '@reeve/event-store';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';
import { USERS, usersCollections } from '@reeve/users/projections';
import { v5 } from 'uuid';

export interface BillingData {
  readonly folder: string;
  readonly plans: number;
  readonly subscriptions: number;
  /** How many of these are due at {@link dueAt}; the others are not. */
  readonly due: number;
}

const NAMESPACE = '0e3a3f0b-5d39-4a92-a1d5-0c8d7c1f6b52';
const DAY_MS = 86_400_000;
const AT_ONCE = 1_000;
const AUDITED = createAuditProjection([]);

export const planIdOf = (number: number): string => `plan_${String(number)}`;

/** When those that are due have begun their month, and when the others have. Nothing is due while the server runs. */
const DUE_FROM_DAYS = 20;
const OTHERS_FROM_DAYS = 1;

/** After the end of the month of those that are due, and before that of the others. Epoch milliseconds. */
export const dueAt = (now: number): number => now + 15 * DAY_MS;

/**
 * Fills the files of a server that was stopped: what commands would decide is appended to the log, a stream for each plan and each
 * person, and what the projection makes of it is written as documents. That is what the product would have left, but for two
 * things: it takes minutes and not hours, since nobody waits between the two; and the audit log has nothing of it, as if it had been
 * there before audit was. The people with accounts come first, the others have none.
 */
export async function fill({ folder, plans, subscriptions, due }: BillingData): Promise<void> {
  const eventStore = await openSqliteEventStore({ path: join(folder, 'events.db') });
  const documentStore = await openSqliteDocumentStore({
    path: join(folder, 'documents.db'),
    collections: [...billingCollections, ...auditCollections, ...usersCollections],
  });
  try {
    const writer = new Filling(eventStore, documentStore);
    await writer.append(
      Array.from({ length: plans }, (_, number) => ({
        stream: planStream(planIdOf(number)),
        events: created(number),
      })),
    );
    const accounts = await accountIds(documentStore);
    const now = Date.now();
    for (let first = 0; first < subscriptions; first += AT_ONCE) {
      const numbers = Array.from(
        { length: Math.min(AT_ONCE, subscriptions - first) },
        (_, index) => first + index,
      );
      await writer.append(
        numbers.map((number) => {
          const userId = accounts[number] ?? v5(String(number), NAMESPACE);
          // Plan after plan, so that the people with accounts have the first ones; every tenth is due.
          const planNumber = Math.floor((number * plans) / subscriptions);
          const isDue =
            Math.floor((number * due) / subscriptions) !== Math.floor(((number + 1) * due) / subscriptions);
          const daysAgo = isDue ? DUE_FROM_DAYS : OTHERS_FROM_DAYS;
          return {
            stream: subscriptionStream(userId),
            events: started(userId, planNumber, now - daysAgo * DAY_MS + number),
          };
        }),
      );
    }
    await writer.close();
  } finally {
    await documentStore.close();
    await eventStore.close();
  }
}

interface Appended {
  readonly stream: string;
  readonly events: readonly DomainEvent[];
}

/** Appends to new streams, and writes what the projection of billing makes of it. */
class Filling {
  private readonly shared = new Map<string, ProjectedOperation>();
  private head: Position | undefined;
  private written: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly eventStore: EventStore,
    private readonly documentStore: DocumentStore,
  ) {}

  async append(streams: readonly Appended[]): Promise<void> {
    const stamp = createEventStamp(() => Promise.resolve(null));
    const stamped = await stamp(systemCall(randomUUID(), randomUUID()));
    const appended = await Promise.all(
      streams.map(async ({ stream, events }) => {
        const commandId = randomUUID();
        const toAppend = events.map((event, index) => ({
          ...event,
          id: eventId(commandId, stream, index),
          metadata: { ...stamped, commandId, $causationId: commandId, actor: { ...stamped.actor } },
        }));
        const deadline = Date.now() + 60_000;
        const { position } = await this.eventStore.append(stream, toAppend, 'new', { deadline });
        const recordedAt = stamped.occurredAt;
        return toAppend.map((event, revision): RecordedEvent => ({
          ...event,
          stream,
          revision,
          position,
          recordedAt,
        }));
      }),
    );
    await this.written;
    const operations = await this.projected(appended.flat());
    this.written = this.documentStore.write(operations);
  }

  /** What everybody's subscriptions have changed, as it is by now, and how far it all has come. */
  async close(): Promise<void> {
    await this.written;
    if (this.head === undefined) throw new Error('There is nothing to write');
    const position = this.head;
    await this.documentStore.write([...this.shared.values()], {
      projection: projectionKey(billingProjection),
      position,
    });
    await this.documentStore.write([], { projection: projectionKey(AUDITED), position });
  }

  /** Each subscription as its last event leaves it. What many of them change stays in memory until the end. */
  private async projected(events: readonly RecordedEvent[]): Promise<readonly ProjectedOperation[]> {
    const theirs = new Map<string, ProjectedOperation>();
    const of = (collection: string) => (SHARED.has(collection) ? this.shared : theirs);
    const read = <D extends Document>({ name }: CollectionDefinition, id: string) =>
      Promise.resolve(of(name).get(`${name}/${id}`)?.document as D | undefined);
    for (const event of events) {
      for (const operation of await billingProjection.project(event, read)) {
        const { collection, id } = operation;
        of(collection).set(`${collection}/${id}`, operation);
      }
      if (this.head === undefined || event.position > this.head) this.head = event.position;
    }
    return [...theirs.values()];
  }
}

/** By name: the collections whose documents are changed by the subscriptions of many. */
const SHARED: ReadonlySet<string> = new Set([PLANS.name, BILLING_DAYS.name]);

const PRICE = { amount: 999, currency: 'USD' } as const;

function created(number: number): readonly DomainEvent[] {
  const details: PlanDetails = {
    name: `Plan ${String(number)}`,
    nameRu: `План ${String(number)}`,
    description: 'As much as a team of ten uses in a month.',
    descriptionRu: null,
    price: PRICE,
    interval: 'month',
    quotas: { requests: 1_000_000_000, tokens_input: null, images: 100 },
    features: ['Priority', 'Support by e-mail'],
    active: true,
    displayOrder: number,
  };
  const command = { kind: 'create', planId: planIdOf(number), details, copyOf: null } as const;
  return planDecider.decide(command, planDecider.initialState);
}

/** @param at epoch milliseconds. */
function started(userId: string, planNumber: number, at: number): readonly DomainEvent[] {
  const start = new Date(at).toISOString();
  const sold: SoldPlan = { planId: planIdOf(planNumber), planVersion: 1, price: PRICE, interval: 'month' };
  const subscriptionId = v5(`subscription of ${userId}`, NAMESPACE);
  return subscriptionDecider.decide(
    { kind: 'give-plan', userId, subscriptionId, sold, at: start, trialEnd: null, resetUsage: false },
    subscriptionDecider.initialState,
  );
}

/** Of those that a file brought: they are no administrators, and nobody has given them a plan. */
async function accountIds(documentStore: DocumentStore): Promise<readonly string[]> {
  const users = documentStore.collection(USERS);
  const ids: string[] = [];
  for (;;) {
    const found = await users.find({ where: { role: 'user' }, limit: AT_ONCE, offset: ids.length });
    ids.push(...found.map(({ id }) => id));
    if (found.length < AT_ONCE) return ids;
  }
}
