import { brings, movementOf } from '@reeve/billing/domain';
import type { MovedRevenue, SubscriptionMovement } from '@reeve/billing/domain';
import { dayOf, jsonEquals } from '@reeve/contracts';
import type { JsonObject, RevenueMovement, SubscriptionEvent } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';
import { occurredAt, put } from '@reeve/event-sourcing';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';

/** What has moved on each day, in UTC; days on which nothing has are not there. */
export const BILLING_DAYS: CollectionDefinition = {
  name: 'billing_days',
  fields: { day: 'text' },
  indexes: [['day']],
};

export interface BillingDayDocument extends JsonObject {
  /** `2026-10-01`, which is its id too. */
  readonly day: string;
  /** So many more counted as active, and so many did no more. */
  readonly started: number;
  readonly ended: number;
  /** By currency: what yearly revenue rose or fell by, in minor units, as digits. */
  readonly revenue: Readonly<Record<string, DayRevenue>>;
  /** Position of the last event that is counted here, so that nothing is counted twice. */
  readonly changed: string;
}

export type DayRevenue = Readonly<Partial<Record<RevenueMovement, string>>>;

/** People by whom something has come in, ever: who pays again is not new. */
export const PAYERS: CollectionDefinition = { name: 'billing_payers', fields: {}, indexes: [] };

interface PayerDocument extends JsonObject {
  /** Position of the event from which on something came in. */
  readonly since: string;
}

/** What an event of a subscription moves, added to its day. */
export async function movedDay(
  recorded: RecordedEvent,
  { data }: SubscriptionEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const { old, new: now } = data.standing;
  if (old !== null && jsonEquals(old, now)) return [];
  const paysFromHere = brings(now) && (old === null || !brings(old));
  const payer = paysFromHere ? await read<PayerDocument>(PAYERS, data.userId) : undefined;
  // The one of this very event is there already when it is projected again.
  const hasPaid = payer !== undefined && payer.since < recorded.position;
  const movement = movementOf(old, now, hasPaid);
  const begins: PayerDocument = { since: recorded.position };
  return [
    ...(await addedToDay(recorded, movement, read)),
    ...(paysFromHere && !hasPaid ? [put(recorded, PAYERS, data.userId, begins)] : []),
  ];
}

async function addedToDay(
  recorded: RecordedEvent,
  { subscribers, revenue }: SubscriptionMovement,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  if (subscribers === 0 && revenue.length === 0) return [];
  const day = dayOf(occurredAt(recorded) * 1000);
  const before = await read<BillingDayDocument>(BILLING_DAYS, day);
  if (before !== undefined && recorded.position <= before.changed) return [];
  const document: BillingDayDocument = {
    day,
    started: (before?.started ?? 0) + (subscribers === 1 ? 1 : 0),
    ended: (before?.ended ?? 0) + (subscribers === -1 ? 1 : 0),
    revenue: revenue.reduce(withMoved, before?.revenue ?? {}),
    changed: recorded.position,
  };
  return [put(recorded, BILLING_DAYS, day, document)];
}

function withMoved(
  revenue: BillingDayDocument['revenue'],
  { kind, currency, yearly }: MovedRevenue,
): BillingDayDocument['revenue'] {
  const moved = revenue[currency] ?? {};
  return { ...revenue, [currency]: { ...moved, [kind]: String(BigInt(moved[kind] ?? '0') + yearly) } };
}
