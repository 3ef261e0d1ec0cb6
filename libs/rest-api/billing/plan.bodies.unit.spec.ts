import 'reflect-metadata';
import { ReeveError } from '@reeve/contracts';
import type { ValidationIssue } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { DtoPipe } from '../http/dto-pipe.js';
import { changesOf, CreatePlanBody, draftOf, UpdatePlanBody } from './plan.bodies.js';

const create = new DtoPipe(CreatePlanBody, 'body');
const update = new DtoPipe(UpdatePlanBody, 'body');
const least = { name: 'Pro', price: 9.9, interval: 'month' };

/** As `field type`. */
function issuesOf(pipe: DtoPipe, value: unknown): readonly string[] {
  try {
    pipe.transform(value);
  } catch (error) {
    if (!(error instanceof ReeveError)) throw error;
    const { errors } = error.extra as unknown as { errors: ValidationIssue[] };
    return errors.map(({ loc, type }) => `${loc.slice(1).join('.')} ${type}`);
  }
  return [];
}

/** What no field of that name may be, in either body. */
const WRONG: readonly (readonly [string, unknown, string])[] = [
  ['name', 1, 'string_type'],
  ['name', '', 'string_too_short'],
  ['name', 'x'.repeat(101), 'string_too_long'],
  ['name', 'a\nb', 'string_pattern_mismatch'],
  ['name', '\u202egpj.exe', 'string_pattern_mismatch'],
  ['name_ru', [], 'string_type'],
  ['name_ru', 'я'.repeat(101), 'string_too_long'],
  ['name_ru', 'a\u0000', 'string_pattern_mismatch'],
  ['description', {}, 'string_type'],
  ['description', 'x'.repeat(1_001), 'string_too_long'],
  ['description', 'a\u0007', 'string_pattern_mismatch'],
  ['description_ru', 1, 'string_type'],
  ['description_ru', 'я'.repeat(1_001), 'string_too_long'],
  ['price', true, 'float_parsing'],
  ['price', 'NaN', 'float_parsing'],
  ['price', NaN, 'float_parsing'],
  ['price', Infinity, 'float_parsing'],
  ['price', '1e9999', 'float_parsing'],
  ['price', '', 'float_parsing'],
  ['price', '0x1', 'float_parsing'],
  ['price', [], 'float_parsing'],
  ['price', -0, 'greater_than_equal'],
  ['price', -1e-7, 'greater_than_equal'],
  ['price', '-1', 'greater_than_equal'],
  ['currency', 'RU', 'string_too_short'],
  ['currency', 'RUBL', 'string_too_long'],
  ['currency', 643, 'string_type'],
  ['interval', 'decade', 'enum'],
  ['interval', 1, 'enum'],
  ['quotas', [], 'dict_type'],
  ['quotas', 'none', 'dict_type'],
  ['features', 'none', 'list_type'],
  ['features', ['a', null], 'string_type'],
  ['is_active', 'perhaps', 'bool_parsing'],
  ['is_active', 2, 'bool_parsing'],
  ['display_order', -1, 'greater_than_equal'],
  ['display_order', 1e9 + 1, 'less_than_equal'],
  ['display_order', 1.5, 'int_parsing'],
  ['plan_extra_metadata', 'none', 'dict_type'],
  ['discount_percent', 5, 'extra_forbidden'],
  ['version', 2, 'extra_forbidden'],
];

describe('A new plan', () => {
  it('is what it is said to be, with the defaults of Open WebUI', () => {
    expect(draftOf(create.transform(least) as CreatePlanBody)).toEqual({
      name: 'Pro',
      nameRu: null,
      description: null,
      descriptionRu: null,
      price: '9.9',
      currency: 'RUB',
      interval: 'month',
      quotas: null,
      features: null,
      active: true,
      displayOrder: 0,
    });
  });

  it('has its price digit by digit', () => {
    const priceOf = (price: unknown) => (create.transform({ ...least, price }) as CreatePlanBody).price;
    expect([0, 0.1, 1e21, '9.90', ' 7 ', '1e3'].map(priceOf)).toEqual([
      '0',
      '0.1',
      '1e+21',
      '9.90',
      '7',
      '1e3',
    ]);
  });

  it('needs a name, a price and an interval', () => {
    expect(issuesOf(create, {})).toEqual(['name missing', 'price missing', 'interval missing']);
  });

  it.each([...WRONG, ['id', 1, 'string_type'], ['id', 'x'.repeat(101), 'string_too_long']] as const)(
    'has no %s %j',
    (field, value, type) => {
      expect(issuesOf(create, { ...least, [field]: value })).toEqual([`${field} ${type}`]);
    },
  );

  it.each(['name', 'price', 'currency', 'interval', 'is_active', 'display_order'])(
    'has a %s that is not null',
    (field) => {
      expect(issuesOf(create, { ...least, [field]: null })).toHaveLength(1);
    },
  );
});

describe('A change of a plan', () => {
  const changes = (body: object) => changesOf(update.transform(body));

  it('is of what it names', () => {
    expect(changes({})).toEqual({});
    expect(changes({ is_active: false, display_order: 0, name_ru: '', quotas: {}, features: [] })).toEqual({
      active: false,
      displayOrder: 0,
      nameRu: '',
      quotas: {},
      features: [],
    });
  });

  it('takes away by null what can be away, and nothing else', () => {
    expect(
      changes({
        name: null,
        name_ru: null,
        description: null,
        description_ru: null,
        price: null,
        currency: null,
        interval: null,
        quotas: null,
        features: null,
        is_active: null,
        display_order: null,
      }),
    ).toEqual({ nameRu: null, description: null, descriptionRu: null, quotas: null, features: null });
  });

  it.each([...WRONG, ['id', 'other', 'extra_forbidden']] as const)('has no %s %j', (field, value, type) => {
    expect(issuesOf(update, { [field]: value })).toEqual([`${field} ${type}`]);
  });

  it('names everything that is wrong', () => {
    expect(issuesOf(update, { name: 1, price: -1, other: 1 })).toEqual([
      'name string_type',
      'price greater_than_equal',
      'other extra_forbidden',
    ]);
  });
});
