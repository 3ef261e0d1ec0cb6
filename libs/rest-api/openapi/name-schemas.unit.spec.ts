import { describe, expect, it } from 'vitest';
import { nameSchemas } from './name-schemas.js';

const use = (schema: object) => ({ content: { 'application/json': { schema: { ...schema } } } });
const text = { type: 'string' };

describe('A schema with a title', () => {
  it('stands once, and is referred to by its name', () => {
    const document = {
      paths: { '/a': { get: use({ title: 'A', ...text }) }, '/b': { get: use({ title: 'A', ...text }) } },
      components: { schemas: { B: { type: 'integer' } } },
    };
    expect(nameSchemas(document)).toEqual({
      paths: {
        '/a': { get: use({ $ref: '#/components/schemas/A' }) },
        '/b': { get: use({ $ref: '#/components/schemas/A' }) },
      },
      components: { schemas: { A: text, B: { type: 'integer' } } },
    });
  });

  it('is the only one of its name', () => {
    const paths = { '/a': { get: use({ title: 'A', ...text }) }, '/b': { get: use({ title: 'A' }) } };
    expect(() => nameSchemas({ paths })).toThrow('Two schemas have the title A');
  });

  it('leaves others, and a field that is called title, where they are', () => {
    const paths = { '/a': { get: use({ type: 'object', properties: { title: text } }) } };
    expect(nameSchemas({ paths })['paths']).toEqual(paths);
  });
});
