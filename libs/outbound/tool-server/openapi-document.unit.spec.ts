import { describe, expect, it } from 'vitest';
import { readOpenApiDocument } from './openapi-document.js';

const MB = 1024 * 1024;
const read = (text: string, maxBytes = MB) => readOpenApiDocument(new TextEncoder().encode(text), maxBytes);

describe('an OpenAPI document', () => {
  it.each([
    ['JSON', '{"openapi":"3.1.0","paths":{}}', { openapi: '3.1.0', paths: {} }],
    ['JSON after a byte order mark', '\uFEFF{"openapi":"3.1.0"}', { openapi: '3.1.0' }],
    ['YAML', 'openapi: 3.1.0\npaths:\n  /a: {}\n', { openapi: '3.1.0', paths: { '/a': {} } }],
    ['Swagger 2 with a bare number', 'swagger: 2.0\n', { swagger: 2 }],
    [
      'YAML with a modest alias',
      'openapi: 3.0.0\na: &a {b: 1}\nc: *a\n',
      { openapi: '3.0.0', a: { b: 1 }, c: { b: 1 } },
    ],
    [
      'YAML with what JSON cannot say',
      'openapi: 3.0.0\na: .nan\nb: -.inf\n',
      { openapi: '3.0.0', a: null, b: null },
    ],
  ])('may be %s', (_case, text, document) => {
    expect(read(text)).toEqual({ document });
  });

  it('keeps a key named __proto__ as a key', () => {
    for (const text of ['{"openapi":"3.1.0","__proto__":{"a":1}}', 'openapi: 3.1.0\n__proto__: {a: 1}\n']) {
      const reading = read(text);
      expect(JSON.stringify(reading)).toBe('{"document":{"openapi":"3.1.0","__proto__":{"a":1}}}');
      expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    }
  });

  it.each([
    ['nothing', ''],
    ['a list', '[]'],
    ['a text', '"openapi"'],
    ['null', 'null'],
    ['a web page', '<!doctype html><html><body>openapi: 3.1.0</body></html>'],
    ['an object without a version', '{"info":{"title":"x"}}'],
    ['a version that is an object', '{"openapi":{}}'],
    ['JSON cut short', '{"openapi":"3.1.0","paths":'],
    ['YAML that contradicts itself', 'openapi: 3.1.0\n  paths: {}\n'],
    ['two YAML documents', 'openapi: 3.1.0\n---\nopenapi: 3.1.0\n'],
    ['YAML with a tag of its own', 'openapi: 3.1.0\na: !!js/function "x"\n'],
    ['YAML with a local tag', 'openapi: 3.1.0\na: !include /etc/passwd\n'],
    ['YAML with an unknown alias', 'openapi: 3.1.0\na: *b\n'],
  ])('is not %s', (_case, text) => {
    expect(read(text)).toEqual({ problem: expect.any(String) as string });
  });

  it('is UTF-8', () => {
    expect(readOpenApiDocument(new Uint8Array([0x7b, 0xff, 0xfe]), MB)).toEqual({
      problem: 'it is not UTF-8 text',
    });
  });

  it('does not nest without end', () => {
    const nested = (levels: number) => `{"openapi":"3.1.0","a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(read(nested(100))).toHaveProperty('document');
    expect(read(nested(200))).toEqual({ problem: 'it nests deeper than 128 levels' });
    expect(read(nested(100_000))).toEqual({ problem: 'it nests deeper than 128 levels' });
  });

  it('has no more values than a document needs', () => {
    expect(read(`{"openapi":"3.1.0","a":[${'0,'.repeat(500_000)}0]}`, 10 * MB)).toEqual({ tooLarge: true });
  });

  it('does not grow without end: a billion laughs', () => {
    const laughs = Array.from({ length: 9 }, (_, level) => {
      const below =
        level === 0
          ? '"ha"'
          : Array(9)
              .fill(`*l${level - 1}`)
              .join(',');
      return `l${level}: &l${level} [${below}]`;
    });
    expect(read(`openapi: 3.1.0\n${laughs.join('\n')}\n`)).not.toHaveProperty('document');
  });

  it('does not grow without end: one large text, many times', () => {
    const text = `openapi: 3.1.0\na: &a "${'x'.repeat(20_000)}"\n${Array.from({ length: 90 }, (_, i) => `k${i}: *a\n`).join('')}`;
    expect(read(text)).toEqual({ tooLarge: true });
  });
});
