import type { BillingInterval, Money, Proration, SubscriptionPeriod } from '@reeve/contracts';

interface Priced {
  readonly price: Money;
  readonly interval: BillingInterval;
}

/**
 * What it comes to when a plan is changed for another one within a period that is paid for. Of the plan before, that part of its price
 * is given back which the rest of the period is of the whole. The plan from then on costs the same part of its own price where it is
 * sold by the same interval, so that the period stays; otherwise a new period begins, and it costs all of it.
 *
 * Parts are exact to the millisecond, and each is rounded once to the nearest minor unit, half of one up.
 *
 * @param at ISO 8601, UTC, within the period; before or after it, as its start or its end.
 */
export function prorate(before: Priced, after: Priced, period: SubscriptionPeriod, at: string): Proration {
  const credit = restOf(before.price, period, at);
  const charge = before.interval === after.interval ? restOf(after.price, period, at) : after.price;
  return {
    credit,
    charge,
    net: credit.currency === charge.currency ? charge.amount - credit.amount : null,
  };
}

/** Of a period that costs nothing, as a trial. */
export function withoutProration(before: Priced, after: Priced): Proration {
  const nothing = ({ price }: Priced): Money => ({ amount: 0, currency: price.currency });
  return {
    credit: nothing(before),
    charge: nothing(after),
    net: before.price.currency === after.price.currency ? 0 : null,
  };
}

function restOf({ amount, currency }: Money, { start, end }: SubscriptionPeriod, at: string): Money {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const whole = BigInt(to - from);
  const rest = BigInt(to - Math.min(Math.max(Date.parse(at), from), to));
  return { amount: Number((2n * BigInt(amount) * rest + whole) / (2n * whole)), currency };
}
