import type { DuePayment, PaymentAnswer, PaymentProvider } from '../application/payment-provider.js';

/** `stall`: no answer until nobody waits; `away`: none at all. */
type Script = PaymentAnswer | 'stall' | 'away';

/** A payment provider that does what it is told to, and counts what it has charged. */
export class ScriptedPayments implements PaymentProvider {
  /** What it does from now on with what it has not charged yet. */
  does: Script = 'paid';
  /** What was asked for, in order. */
  readonly asked: DuePayment[] = [];
  private readonly charges = new Map<string, number>();

  constructor(readonly chargesSince: string | null = '2000-01-01T00:00:00.000Z') {}

  charged(paymentId: string): number {
    return this.charges.get(paymentId) ?? 0;
  }

  async charge(payment: DuePayment, signal: AbortSignal): Promise<PaymentAnswer> {
    signal.throwIfAborted();
    this.asked.push(payment);
    const { paymentId } = payment;
    if (this.charges.has(paymentId)) return 'paid';
    if (this.does === 'away') throw new Error('The provider is away');
    if (this.does === 'stall') return await unanswered(signal);
    if (this.does === 'paid') this.charges.set(paymentId, this.charged(paymentId) + 1);
    return this.does;
  }
}

async function unanswered(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
