import 'reflect-metadata';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BooleanField, ChoiceField, DecimalField, IntegerField, ListField, TextField } from './fields.js';
import { quickCheck } from './quick-check.js';

class Named {
  @TextField({ minLength: 1, maxLength: 3, pattern: /^[a-z]*$/, nullable: true })
  readonly name: unknown = 'abc';
}

class Counted extends Named {
  @IntegerField({ optional: true, min: 1, max: 10 })
  readonly count: unknown;

  @BooleanField()
  readonly flag: unknown = true;

  @DecimalField({ optional: true })
  readonly price: unknown;

  @ChoiceField(['one', 'two'], { optional: true, nullable: true })
  readonly choice: unknown;
}

class Listed extends Named {
  @ListField('text')
  readonly words: unknown = [];
}

const value = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    true,
    false,
    '',
    'abc',
    'abcd',
    'ABC',
    'one',
    'two',
    '1.50',
    '-1',
    0,
    1,
    10,
    11,
    1.5,
    NaN,
  ),
  fc.jsonValue(),
);

describe('The quick check of a DTO', () => {
  it('holds whenever class-validator finds nothing', () => {
    const holds = quickCheck(Counted);
    const fields = fc.record(
      { name: value, count: value, flag: value, price: value, choice: value },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, (given) => {
        const instance = Object.assign(new Counted(), given);
        expect(holds?.(instance)).toBe(validateSync(instance, { stopAtFirstError: true }).length === 0);
      }),
      { numRuns: 2_000 },
    );
    expect(holds?.(new Counted())).toBe(true);
  });

  it('is none where it would have to look into what a field holds', () => {
    expect(quickCheck(Listed)).toBeUndefined();
  });

  it('is none where there are no rules: class-validator refuses what it does not know', () => {
    expect(quickCheck(Date)).toBeUndefined();
  });
});
