import type { JsonObject, JsonValue } from '@reeve/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocument, writeDocument } from './config-document.js';
import { plainCatalogue } from './testing/clear-sealing.js';

const catalogue = plainCatalogue();
const read = (document: JsonObject) => readDocument(catalogue, document);

describe('reading a document', () => {
  it('gives owned paths to their sections, nested or dotted', () => {
    const sections = { connections: { ENABLE_DIRECT_CONNECTIONS: true }, banners: { banners: [] } };
    expect(read({ direct: { enable: true }, ui: { banners: [] } }).sections).toEqual(sections);
    expect(read({ 'direct.enable': true, 'ui.banners': [] }).sections).toEqual(sections);
    expect(read({ 'direct.enable': 'true', ui: { banners: [] } }).sections).toEqual(sections);
  });

  it('takes the rest leaf by leaf from nested objects, and whole under a dotted key', () => {
    expect(read({ rag: { top_k: 3, file: { max: null } } }).unowned).toEqual({
      'rag.top_k': 3,
      'rag.file.max': null,
    });
    expect(read({ 'user.permissions': { chat: { call: true } } }).unowned).toEqual({
      'user.permissions': { chat: { call: true } },
    });
  });

  it('takes an object whole when its keys could not be put together again', () => {
    expect(read({ rag: { params: { 'a.b': 1 } } }).unowned).toEqual({ 'rag.params': { 'a.b': 1 } });
    expect(read({ rag: { params: {} } }).unowned).toEqual({ 'rag.params': {} });
  });

  it('names every value that is not allowed', () => {
    const { issues } = read({
      direct: { enable: 'maybe' },
      'code_execution.jupyter.timeout': 1.5,
      ui: { banners: [{ id: 1 }] },
      tool_server: 7,
      models: { default_params: [] },
    });
    expect(issues.map(({ loc, type }) => [loc.slice(2).join('/'), type])).toEqual([
      ['direct.enable', 'bool_parsing'],
      ['code_execution.jupyter.timeout', 'int_from_float'],
      ['ui.banners/0/id', 'string_type'],
      ['ui.banners/0/type', 'missing'],
      ['ui.banners/0/content', 'missing'],
      ['ui.banners/0/dismissible', 'missing'],
      ['ui.banners/0/timestamp', 'missing'],
      ['tool_server', 'dict_type'],
      ['models.default_params', 'dict_type'],
    ]);
  });

  it('takes a path twice only with the same value', () => {
    expect(read({ direct: { enable: true }, 'direct.enable': true }).issues).toEqual([]);
    expect(read({ direct: { enable: true }, 'direct.enable': false }).issues).toHaveLength(1);
  });

  it('never takes what only Reeve may write', () => {
    expect(read({ x: { $secret: { sealed: 'forged', fingerprint: '0' } } }).issues).toHaveLength(1);
    expect(read({ models: { default_params: { a: [{ $secret: {} }] } } }).issues).toHaveLength(1);
  });
});

describe('writing a document', () => {
  const leaf: fc.Arbitrary<JsonValue> = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constant([]),
  );
  const key = fc.stringMatching(/^x[a-z]{1,4}$/);
  const nested = fc.letrec<{ node: JsonObject }>((tie) => ({
    node: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, leaf, tie('node')), { maxKeys: 4 }),
  })).node;

  it('gives back every nested document', () => {
    fc.assert(
      fc.property(nested, (document) => {
        const { unowned } = read(document);
        expect(writeDocument(new Map(Object.entries(unowned)), 'nested')).toEqual(document);
      }),
    );
  });

  it('gives back every flat document', () => {
    const rows = fc.dictionary(
      fc.tuple(key, key).map((parts) => parts.join('.')),
      fc.oneof(leaf, nested),
    );
    fc.assert(
      fc.property(rows, (document) => {
        const { unowned } = read(document);
        expect(writeDocument(new Map(Object.entries(unowned)), 'flat')).toEqual(document);
      }),
    );
  });

  it('keeps a dotted key where something stands in the way', () => {
    expect(
      writeDocument(
        new Map<string, JsonValue>([
          ['a', 1],
          ['a.b', 2],
        ]),
        'nested',
      ),
    ).toEqual({ a: 1, 'a.b': 2 });
  });
});
