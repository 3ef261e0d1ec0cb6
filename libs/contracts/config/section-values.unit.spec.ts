import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../json.js';
import { boolean, choice, lifetime, limit, object, separated, string, translations } from './fields.js';
import { readField, readSection } from './section-values.js';
import { section, type Field } from './section.js';

const readAs = (field: Field, value: JsonValue) => {
  const { value: read, issues } = readField(field, value, ['it']);
  return issues.length === 0
    ? { read }
    : { refused: issues.map(({ loc, type }) => `${loc.join('.')} ${type}`) };
};

const readPosted = (field: Field, body: Record<string, JsonValue>) => {
  const { values, issues } = readSection(section('some', { title: 'Some', fields: { FIELD: field } }), body);
  return issues.length === 0 ? values : issues.map(({ loc, type }) => `${loc.join('.')} ${type}`);
};

describe('The value of a field', () => {
  it.each<[string, Field, JsonValue, object]>([
    ['a lifetime', lifetime('4w'), '90m', { read: '90m' }],
    ['a lifetime', lifetime('4w'), '90', { refused: ['it string_pattern_mismatch'] }],
    ['a choice', choice(['a', 'b'], 'a'), 'b', { read: 'b' }],
    ['a choice', choice(['a', 'b'], 'a'), 'B', { refused: ['it enum'] }],
    ['a choice', choice([true, 'members'], true), 'True', { read: true }],
    ['a choice', choice([true, 'members'], true), false, { refused: ['it enum'] }],
    ['a limit', limit(), '', { read: '' }],
    ['a limit', limit(), '12', { read: 12 }],
    ['a limit', limit(), 0, { refused: ['it greater_than_equal'] }],
    ['separated texts', separated('*'), ['a.example', 'b.example'], { read: 'a.example,b.example' }],
    ['separated texts', separated('*'), ['a.example', 1], { refused: ['it string_type'] }],
    ['translations', translations(), { de: { Yes: 'Ja' } }, { read: { de: { Yes: 'Ja' } } }],
    ['translations', translations(), { de: { Yes: 1 } }, { refused: ['it.de.Yes string_type'] }],
    [
      'translations',
      translations(),
      { de: { '{{a}} of {{b}}': '{{ b }}: {{a}}' } },
      { read: { de: { '{{a}} of {{b}}': '{{ b }}: {{a}}' } } },
    ],
    [
      'translations',
      translations(),
      { de: { '{{a}}': '{{b}}' }, constructor: {} },
      { refused: ['it.de.{{a}} placeholder_mismatch', 'it.constructor forbidden_key'] },
    ],
  ])('of %s', (_what, field, value, outcome) => {
    expect(readAs(field, value)).toEqual(outcome);
  });

  it('names what it may be', () => {
    const { issues } = readField(choice(['a', 'b', true], 'a'), 'c', []);
    expect(issues).toMatchObject([{ msg: "Input should be 'a', 'b' or true" }]);
  });
});

describe('A field in a POST', () => {
  it.each<[string, Field, Record<string, JsonValue>, object]>([
    ['is unchanged by null', boolean(false, { nullMeans: 'unchanged' }), { FIELD: null }, {}],
    ['is its default by null', object({}, { nullMeans: 'default' }), { FIELD: null }, { FIELD: {} }],
    ['is null by null', string('', { nullable: true }), { FIELD: null }, { FIELD: null }],
    [
      'may have another name',
      boolean(false, { postedAs: 'field' }),
      { field: true, FIELD: 7 },
      { FIELD: true },
    ],
    [
      'is missed by that name',
      boolean(false, { postedAs: 'field' }),
      { FIELD: true },
      ['body.field missing'],
    ],
    ['may have to be filled', string('', { filled: true }), { FIELD: '' }, ['body.FIELD string_too_short']],
    ['is not taken when it is fixed', boolean(true, { fixed: true }), { FIELD: false }, {}],
  ])('%s', (_what, field, body, outcome) => {
    expect(readPosted(field, body)).toEqual(outcome);
  });

  it('that has to be filled may be empty in a document', () => {
    expect(readAs(string('', { filled: true }), '')).toEqual({ read: '' });
  });
});
