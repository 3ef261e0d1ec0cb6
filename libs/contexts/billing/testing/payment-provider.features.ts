import type { DuePayment, PaymentProvider } from '../application/payment-provider.js';
import { describe, expect, it } from 'vitest';

const payment = (paymentId: string): DuePayment => ({
  paymentId,
  userId: 'ada',
  subscriptionId: 's1',
  amount: { amount: 1490, currency: 'USD' },
  period: { start: '2027-01-31T10:00:00.000Z', end: '2027-02-28T10:00:00.000Z' },
});

/**
 * What every payment provider promises.
 *
 * @param charged how often it has moved money for a payment.
 */
export function paymentProviderContract(
  name: string,
  open: () => { readonly provider: PaymentProvider; readonly charged: (paymentId: string) => number },
): void {
  describe(`The payment provider ${name}`, () => {
    const { signal } = new AbortController();

    it('charges a payment once, however often it is asked for, and says the same of it', async () => {
      const { provider, charged } = open();
      const first = await provider.charge(payment('one'), signal);
      const again = await Promise.all([1, 2].map(() => provider.charge(payment('one'), signal)));
      expect(again).toEqual([first, first]);
      expect(charged('one')).toBe(first === 'paid' ? 1 : 0);
      await provider.charge(payment('another'), signal);
      expect(charged('one')).toBe(first === 'paid' ? 1 : 0);
    });

    it('gives up when nobody waits any more', async () => {
      const { provider, charged } = open();
      const given = AbortSignal.abort(new Error('nobody waits'));
      await expect(provider.charge(payment('one'), given)).rejects.toThrow('nobody waits');
      expect(charged('one')).toBe(0);
    });
  });
}
