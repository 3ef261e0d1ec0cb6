import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCIES, exponentOf } from './currency.js';
import { decimalNumberOf, decimalOf, MAX_MAJOR_UNITS, readMoney } from './money.js';

const currency = fc.constantFrom(...CURRENCIES);
/** Any price that there can be, small ones as often as large ones. */
const money = currency.chain((code) =>
  fc.record({
    currency: fc.constant(code),
    amount: fc
      .oneof(
        fc.bigInt({ min: 0n, max: 100_000n }),
        fc.bigInt({ min: 0n, max: MAX_MAJOR_UNITS * 10n ** BigInt(exponentOf(code)) }),
      )
      .map(Number),
  }),
);
const RUNS = { numRuns: 10_000 };

describe('Money', () => {
  it.each([
    ['9.99', 'USD', 999],
    ['9.9', 'USD', 990],
    ['9.990', 'USD', 999],
    ['0', 'USD', 0],
    ['0.000', 'USD', 0],
    ['1490', 'JPY', 1490],
    ['1490.0', 'JPY', 1490],
    ['1.234', 'KWD', 1234],
    ['1.2345', 'CLF', 12345],
    ['1.25', 'MGA', 125],
    ['1e3', 'USD', 100_000],
    ['1.5E-1', 'USD', 15],
    ['007', 'USD', 700],
    ['99999999999.99', 'USD', 'too-large'],
    ['99999999999', 'USD', 9_999_999_999_900],
    ['9.999', 'USD', 'too-many-digits'],
    ['0.5', 'JPY', 'too-many-digits'],
    ['1.2345', 'KWD', 'too-many-digits'],
    ['1e-999', 'USD', 'too-many-digits'],
    ['1e999', 'USD', 'too-large'],
    ['1e400', 'USD', 'too-large'],
    ['Infinity', 'USD', 'not-a-decimal'],
    ['NaN', 'USD', 'not-a-decimal'],
    ['-0', 'USD', 'not-a-decimal'],
    ['-1', 'USD', 'not-a-decimal'],
    ['+1', 'USD', 'not-a-decimal'],
    ['1,5', 'USD', 'not-a-decimal'],
    ['.5', 'USD', 'not-a-decimal'],
    ['5.', 'USD', 'not-a-decimal'],
    ['0x10', 'USD', 'not-a-decimal'],
    [' 1', 'USD', 'not-a-decimal'],
    ['', 'USD', 'not-a-decimal'],
    ['١', 'USD', 'not-a-decimal'],
  ])('%s of %s is %s', (decimal, code, amount) => {
    expect(readMoney(decimal, code)).toEqual(
      typeof amount === 'number' ? { amount, currency: code } : amount,
    );
  });

  it('has the exponents of ISO 4217', () => {
    const exponents = ['JPY', 'USD', 'RUB', 'KWD', 'CLF', 'MGA', 'MRU'].map(exponentOf);
    expect(exponents).toEqual([0, 2, 2, 3, 4, 2, 2]);
    expect(() => exponentOf('XXX')).toThrow(RangeError);
  });

  it('loses no minor unit, there and back', () => {
    fc.assert(
      fc.property(money, (each) => {
        expect(readMoney(decimalOf(each.amount, each.currency), each.currency)).toEqual(each);
      }),
      RUNS,
    );
  });

  it('has its sign before all digits when it is less than nothing', () => {
    expect([decimalOf(-5, 'USD'), decimalOf(-1_205n, 'USD'), decimalOf(-7, 'JPY')]).toEqual([
      '-0.05',
      '-12.05',
      '-7',
    ]);
    expect([decimalNumberOf(-5n, 'KWD'), decimalNumberOf(0, 'USD')]).toEqual([-0.005, 0]);
  });

  it('loses none as a JSON number either', () => {
    fc.assert(
      fc.property(money, (each) => {
        const number = JSON.parse(JSON.stringify(decimalNumberOf(each.amount, each.currency))) as number;
        expect(readMoney(String(number), each.currency)).toEqual(each);
      }),
      RUNS,
    );
  });

  it('takes no digit more than the currency has', () => {
    fc.assert(
      fc.property(money, fc.integer({ min: 1, max: 9 }), (each, digit) => {
        const decimal = decimalOf(each.amount, each.currency);
        const longer = `${decimal}${exponentOf(each.currency) === 0 ? '.' : ''}${String(digit)}`;
        expect(readMoney(longer, each.currency)).toBe('too-many-digits');
      }),
      RUNS,
    );
  });

  it('adds up to what its decimals do, digit by digit', () => {
    fc.assert(
      fc.property(currency, fc.array(fc.nat(1_000_000_000), { maxLength: 20 }), (code, amounts) => {
        const sum = amounts.reduce((total, amount) => total + BigInt(amount), 0n);
        const digits = (minorUnits: bigint | number) => BigInt(decimalOf(minorUnits, code).replace('.', ''));
        expect(digits(sum)).toBe(amounts.reduce((total, amount) => total + digits(amount), 0n));
      }),
      RUNS,
    );
  });
});
