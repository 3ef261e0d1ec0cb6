import type { Money, SubscriptionPeriod } from '@reeve/contracts';

/** What is to be paid for one period of a subscription. */
export interface DuePayment {
  /** The same for the same period: the idempotency key, whoever the provider is. */
  readonly paymentId: string;
  readonly userId: string;
  readonly subscriptionId: string;
  readonly amount: Money;
  readonly period: SubscriptionPeriod;
}

/** `not-charged`: nothing is to be paid by way of this provider, and nobody waits for it. */
export type PaymentAnswer = 'paid' | 'failed' | 'not-charged';

/**
 * Whoever takes the money. What the adapters promise is held by one suite, `testing/payment-provider.features.ts`.
 */
export interface PaymentProvider {
  /** What became due before is not charged. ISO 8601, UTC; null: nothing ever is, and nothing is asked for. */
  readonly chargesSince: string | null;
  /**
   * Charges it once, however often and by however many processes it is asked for. Asked again it says how that stands by now: what
   * failed may have been paid since, what is paid stays so.
   *
   * @param signal aborted when nobody waits any more: it rejects then, and whether it was charged is for the next one to learn.
   * @throws whatever keeps it from an answer: it is asked again.
   */
  charge(payment: DuePayment, signal: AbortSignal): Promise<PaymentAnswer>;
}

/** Injection token of the {@link PaymentProvider}. */
export const PAYMENT_PROVIDER = Symbol('PaymentProvider');

/** The embedded one: nothing is ever charged, and subscriptions are active without. */
export const noPaymentProvider: PaymentProvider = {
  chargesSince: null,
  async charge(_payment, signal) {
    signal.throwIfAborted();
    return await Promise.resolve('not-charged');
  },
};
