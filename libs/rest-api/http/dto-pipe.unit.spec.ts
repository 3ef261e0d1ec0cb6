import 'reflect-metadata';
import { ReeveError } from '@reeve/contracts';
import type { ValidationIssue } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { DtoPipe } from './dto-pipe.js';
import { SampleBody, SampleQuery } from './testing/sample.controller.js';

const body = new DtoPipe(SampleBody, 'body');

function issuesOf(value: unknown, pipe = body): readonly ValidationIssue[] {
  try {
    pipe.transform(value);
  } catch (error) {
    if (error instanceof ReeveError) return (error.extra as unknown as { errors: ValidationIssue[] }).errors;
    throw error;
  }
  return [];
}

describe('A body against its DTO', () => {
  it('is an instance of it, without what it does not declare', () => {
    const read = body.transform({ text: 'a', unknown: 1, part: { name: 'abc', unknown: 2 } });
    expect(read).toBeInstanceOf(SampleBody);
    expect(JSON.parse(JSON.stringify(read))).toEqual({ text: 'a', part: { name: 'abc' } });
  });

  it.each([
    [{ text: 'a', flag: 'yes' }, { flag: true }],
    [{ text: 'a', flag: 0 }, { flag: false }],
    [{ text: 'a', flag: 'OFF' }, { flag: false }],
    [{ text: 'a', count: '7' }, { count: 7 }],
    [{ text: 'a', count: 7 }, { count: 7 }],
    [{ text: 'a', choice: null }, { choice: null }],
    [{ text: 'a', words: [] }, { words: [] }],
  ])('is coerced as pydantic does: %j', (given, expected) => {
    expect(body.transform(given)).toMatchObject(expected);
  });

  it.each([
    [{}, ['body', 'text'], 'missing'],
    [{ text: null }, ['body', 'text'], 'string_type'],
    [{ text: 5 }, ['body', 'text'], 'string_type'],
    [{ text: '12345678901' }, ['body', 'text'], 'string_too_long'],
    [{ text: 'a', flag: 'maybe' }, ['body', 'flag'], 'bool_parsing'],
    [{ text: 'a', flag: null }, ['body', 'flag'], 'bool_parsing'],
    [{ text: 'a', count: 1.5 }, ['body', 'count'], 'int_parsing'],
    [{ text: 'a', count: 'x' }, ['body', 'count'], 'int_parsing'],
    [{ text: 'a', count: 0 }, ['body', 'count'], 'greater_than_equal'],
    [{ text: 'a', count: 10 }, ['body', 'count'], 'less_than_equal'],
    [{ text: 'a', choice: 'three' }, ['body', 'choice'], 'enum'],
    [{ text: 'a', part: 5 }, ['body', 'part'], 'model_attributes_type'],
    [{ text: 'a', part: {} }, ['body', 'part', 'name'], 'missing'],
    [{ text: 'a', part: { name: 'x' } }, ['body', 'part', 'name'], 'string_too_short'],
    [{ text: 'a', parts: {} }, ['body', 'parts'], 'list_type'],
    [{ text: 'a', parts: [{ name: 'ok' }, { name: 1 }] }, ['body', 'parts', 1, 'name'], 'string_type'],
    [{ text: 'a', parts: [1] }, ['body', 'parts', 0], 'model_attributes_type'],
    [{ text: 'a', words: 'x' }, ['body', 'words'], 'list_type'],
    [{ text: 'a', words: ['x', 1] }, ['body', 'words'], 'string_type'],
    [{ text: 'a', anything: [] }, ['body', 'anything'], 'dict_type'],
    [[], ['body'], 'model_attributes_type'],
    ['text', ['body'], 'model_attributes_type'],
    [null, ['body'], 'model_attributes_type'],
    [undefined, ['body'], 'missing'],
  ])('%j is refused at %j: %s', (given, loc, type) => {
    const issues = issuesOf(given);
    expect(issues).toEqual([{ loc, type, msg: expect.any(String) as string }]);
    expect(issues[0]?.msg).not.toBe('');
  });

  it('is refused with everything that is wrong', () => {
    expect(issuesOf({ text: 1, flag: 'x', count: 99 }).map(({ loc }) => loc[1])).toEqual([
      'text',
      'flag',
      'count',
    ]);
  });

  it('keeps any JSON under a field that takes any', () => {
    const anything = { a: [{ b: null }], constructor: 'x' };
    expect(body.transform({ text: 'a', anything })).toMatchObject({ anything });
  });
});

describe('A query against its DTO', () => {
  const query = new DtoPipe(SampleQuery, 'query');

  it('has the defaults for what is absent', () => {
    expect(query.transform({})).toEqual({ page: 1 });
    expect(query.transform({ page: '3' })).toEqual({ page: 3 });
  });

  it('is refused when a parameter is given twice', () => {
    expect(issuesOf({ page: ['1', '2'] }, query)).toMatchObject([
      { loc: ['query', 'page'], type: 'int_parsing' },
    ]);
  });
});
