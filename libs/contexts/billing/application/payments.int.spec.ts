import { subscriptionStream } from '@reeve/billing/domain';
import { PAYMENTS } from '@reeve/billing/projections';
import { noPaymentProvider } from '@reeve/billing/application';
import type { BillingApplication, PaymentProvider } from '@reeve/billing/application';
import type { SubscriptionEvent } from '@reeve/contracts';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { call, draft } from '../testing/billing-installation.js';
import { EmbeddedBilling } from '../testing/embedded-billing.js';
import { paymentProviderContract } from '../testing/payment-provider.features.js';
import { ScriptedPayments } from '../testing/scripted-payments.js';
import { Payments } from './payments.js';

const JANUARY_31 = Date.parse('2027-01-31T22:30:00.000Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

paymentProviderContract('none', () => ({ provider: noPaymentProvider, charged: () => 0 }));
paymentProviderContract('that does as it is told', () => {
  const provider = new ScriptedPayments();
  return { provider, charged: (paymentId) => provider.charged(paymentId) };
});
paymentProviderContract('that refuses', () => {
  const provider = new ScriptedPayments();
  provider.does = 'failed';
  return { provider, charged: (paymentId) => provider.charged(paymentId) };
});

let installation: EmbeddedBilling;
let provider: ScriptedPayments;
let billing: BillingApplication;
let failures: unknown[];
const startProcess = (paymentProvider: PaymentProvider = provider) =>
  installation.startProcess({
    paymentProvider,
    onPaymentFailure: (error) => failures.push(error),
  });
const give = (userId: string) =>
  billing.subscriptionCommands.give(
    { userId, planId: 'pro', resetUsage: false, atPeriodEnd: false, trialDays: 0 },
    call(),
  );
const events = async (userId: string) =>
  (await installation.stream(subscriptionStream(userId))) as unknown as readonly SubscriptionEvent[];
const typesOf = async (userId: string) =>
  (await events(userId)).map(({ type }) => type.replace(/^billing\.subscription\.(.*)\.v1$/, '$1'));
const firstPayment = async (userId: string) =>
  `${(await events(userId))[0]?.data.subscriptionId}:${new Date(JANUARY_31).toISOString()}`;
const openPayments = () => installation.documentStore.collection(PAYMENTS).count();

describe('What is to be paid', () => {
  beforeEach(async () => {
    installation = await EmbeddedBilling.open(JANUARY_31, openMemoryEventStore());
    provider = new ScriptedPayments();
    failures = [];
    billing = startProcess();
    await billing.planCommands.create({ planId: 'pro', draft: draft() }, call());
  });

  it('is charged once for each period, and nothing is left to be asked', async () => {
    await give('ada');
    expect(await billing.payments.run()).toBe(1);
    expect(await billing.payments.run()).toBe(0);
    installation.now = Date.parse('2027-04-01T00:00:00.000Z');
    while ((await billing.renewals.run()) > 0);
    expect(await billing.payments.run()).toBe(2);
    expect(new Set(provider.asked.map(({ paymentId }) => paymentId)).size).toBe(3);
    expect(provider.asked[0]).toMatchObject({ userId: 'ada', amount: { amount: 999, currency: 'USD' } });
    expect(await openPayments()).toBe(0);
    expect(await typesOf('ada')).not.toContain('payment-failed');
  });

  it('makes a subscription past due that fails, and active again once it is paid', async () => {
    await give('ada');
    provider.does = 'failed';
    await billing.payments.run();
    expect((await typesOf('ada')).slice(2)).toEqual(['payment-failed']);
    provider.does = 'paid';
    installation.now += HOUR_MS - 1;
    expect(await billing.payments.run()).toBe(0);
    installation.now += 1;
    expect(await startProcess().payments.run()).toBe(1);
    expect((await typesOf('ada')).slice(2)).toEqual(['payment-failed', 'activated']);
    expect(provider.charged(await firstPayment('ada'))).toBe(1);
    expect(await openPayments()).toBe(0);
  });

  it('is asked for until the period is over, at which the subscription expires', async () => {
    await give('ada');
    provider.does = 'failed';
    await billing.payments.run();
    installation.now = Date.parse('2027-02-28T22:30:00.000Z');
    await billing.renewals.run();
    await billing.payments.run();
    expect((await typesOf('ada')).slice(2)).toEqual(['payment-failed', 'expired']);
    expect([provider.asked.length, await openPayments()]).toEqual([1, 0]);
  });

  it('that is not answered is told of and asked for again, and does not keep the others', async () => {
    await give('ada');
    provider.does = 'away';
    await billing.payments.run();
    expect(failures).toEqual([new Error('The provider is away')]);
    provider.does = 'paid';
    await give('bob');
    expect(await billing.payments.run()).toBe(1);
    installation.now += MINUTE_MS;
    expect(await billing.payments.run()).toBe(1);
    expect(provider.charged(await firstPayment('ada'))).toBe(1);
    expect((await typesOf('ada')).slice(2)).toEqual([]);
  });

  it('is not waited for without end', async () => {
    await give('ada');
    provider.does = 'stall';
    const impatient = new Payments({
      eventStore: installation.eventStore,
      documentStore: installation.documentStore,
      subscriptionCommands: billing.subscriptionCommands,
      provider,
      now: () => installation.now,
      onFailure: (error) => failures.push(error),
      answerMs: 1,
    });
    expect(await impatient.run()).toBe(1);
    expect(failures).toMatchObject([{ name: 'TimeoutError' }]);
    provider.does = 'paid';
    installation.now += MINUTE_MS;
    expect(await billing.payments.run()).toBe(1);
    expect(provider.charged(await firstPayment('ada'))).toBe(1);
  });

  it('is charged once by two processes at the same time, and by one whose answer was lost', async () => {
    const users = Array.from({ length: 20 }, (_, index) => `user-${String(index)}`);
    await Promise.all(users.map(give));
    const lost: PaymentProvider = {
      chargesSince: provider.chargesSince,
      charge: async (payment, signal) => {
        await provider.charge(payment, signal);
        throw new Error('The answer was lost');
      },
    };
    await Promise.allSettled([startProcess().payments.run(), startProcess(lost).payments.run()]);
    installation.now += MINUTE_MS;
    await billing.payments.run();
    for (const userId of users) expect(provider.charged(await firstPayment(userId))).toBe(1);
    expect(await openPayments()).toBe(0);
  });

  it('is not charged where it was due before there was a provider', async () => {
    await give('ada');
    const late = new ScriptedPayments(new Date(Date.now() + HOUR_MS).toISOString());
    expect(await startProcess(late).payments.run()).toBe(0);
    expect(await startProcess(noPaymentProvider).payments.run()).toBe(0);
    expect([late.asked, await openPayments()]).toEqual([[], 0]);
  });
});
