import { describe, expect, it } from 'vitest';
import { AnalyticsQuery, bucketsOf } from './analytics.query.js';
import { answerCsv } from './csv.js';

const seconds = (time: string) => Date.parse(time) / 1000;
const asked = (query: Partial<AnalyticsQuery>) => bucketsOf(Object.assign(new AnalyticsQuery(), query));

describe('A range of time', () => {
  it.each([
    ['month', '2026-01-01T00:00:00Z', '2025-02-01'],
    ['month', '2026-03-31T23:59:59Z', '2025-04-01'],
    ['month', '2024-02-29T12:00:00Z', '2023-03-01'],
    ['week', '2026-11-29T23:00:00Z', '2026-09-07'],
    ['day', '2026-01-05T12:00:00Z', '2025-12-25'],
  ] as const)('is twelve of a %s until %s when nobody says from when: from %s', (interval, to, from) => {
    const buckets = asked({ interval, to: seconds(to) });
    expect(buckets).toHaveLength(12);
    expect(buckets[0]?.from).toBe(from);
  });

  it('is the present one and those before it when nobody says anything', () => {
    const month = new Date().toISOString().slice(0, 7);
    expect(asked({}).at(-1)?.from.slice(0, 7)).toBe(month);
  });

  it('may have 400 of them, and no more', () => {
    const from = seconds('2025-01-01');
    expect(asked({ interval: 'day', from, to: from + 399 * 86_400 })).toHaveLength(400);
    expect(() => asked({ interval: 'day', from, to: from + 400 * 86_400 })).toThrow('no more than 400');
  });

  it('does not end before it begins', () => {
    expect(() => asked({ from: 10, to: 9 })).toThrow('should not be before from');
  });
});

describe('A table as CSV', () => {
  it('has a header without a row, quotes what has to be, and holds no formula', () => {
    const headers = new Map<string, string>();
    const reply = {
      type: (value: string) => reply.header('content-type', value),
      header(name: string, value: string) {
        headers.set(name, value);
        return reply;
      },
    };
    const csv = (rows: Parameters<typeof answerCsv>[3]) =>
      answerCsv(reply as unknown as Parameters<typeof answerCsv>[0], 'numbers', ['a', 'b'], rows);
    expect(csv([])).toBe('a,b\r\n');
    expect(
      csv([
        { a: '=1+1', b: null },
        { b: 'x,"y"', a: -1 },
      ]),
    ).toBe('a,b\r\n\'=1+1,\r\n-1,"x,""y"""\r\n');
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="numbers.csv"',
    });
  });
});
