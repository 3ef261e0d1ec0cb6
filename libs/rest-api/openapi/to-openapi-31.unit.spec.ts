import { describe, expect, it } from 'vitest';
import { toOpenApi31 } from './to-openapi-31.js';

describe('A schema of OpenAPI 3.0, in 3.1', () => {
  it.each([
    [{ type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [{ type: 'string', nullable: false }, { type: 'string' }],
    [
      { type: 'string', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [{ $ref: '#/x', nullable: true }, { anyOf: [{ $ref: '#/x' }, { type: 'null' }] }],
    [
      { allOf: [{ $ref: '#/x' }], nullable: true },
      { anyOf: [{ allOf: [{ $ref: '#/x' }] }, { type: 'null' }] },
    ],
    [
      { type: 'object', allOf: [{ $ref: '#/x' }], nullable: true },
      { anyOf: [{ type: 'object', allOf: [{ $ref: '#/x' }] }, { type: 'null' }] },
    ],
    [
      { type: 'object', properties: { a: { type: 'array', items: { type: 'integer', nullable: true } } } },
      { type: 'object', properties: { a: { type: 'array', items: { type: ['integer', 'null'] } } } },
    ],
  ])('%j is %j', (before, after) => {
    expect(toOpenApi31(before)).toEqual(after);
  });

  it('keeps a field that is called nullable', () => {
    const schema = { type: 'object', properties: { nullable: { type: 'boolean' } } };
    expect(toOpenApi31(schema)).toEqual(schema);
  });
});
