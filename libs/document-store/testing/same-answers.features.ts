import type {
  Collection,
  CollectionDefinition,
  Document,
  DocumentStore,
  FieldCondition,
  FindOptions,
  Scalar,
  Where,
  WriteOperation,
} from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stores } from './harness.js';
import type { DocumentStoreHarness } from './harness.js';

const THINGS = {
  name: 'testing_things',
  fields: { a: 'text', b: 'text', n: 'number', m: 'number', ok: 'boolean' },
  indexes: [['a', 'n'], ['n'], ['ok', 'b'], ['b', 'a', 'm']],
  searchable: ['a', 'b'],
} as const satisfies CollectionDefinition;

/**
 * Random operations and queries, answered by the adapter as by the model, which is the store in memory. Text has no
 * character from U+E000 to U+FFFF: where those stand relative to what lies beyond U+FFFF is the one thing that stores in
 * use differ in (by code point or by UTF-16).
 */
export function sameAnswersContract(name: string, harness: DocumentStoreHarness): void {
  describe(`${name} beside the store in memory`, () => {
    const stores = new Stores(harness);

    it('answers random operations and queries alike', { timeout: 120_000 }, async () => {
      const store = await stores.open([THINGS]);
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
          await store.reset('p', [THINGS]);
          const model = openMemoryDocumentStore([THINGS]);
          for (const run of steps) {
            expect(await run.on(store)).toEqual(await run.on(model));
          }
          const everything = all(store.collection(THINGS));
          expect(await everything).toEqual(await all(model.collection(THINGS)));
        }),
        { numRuns: 150 },
      );
    });
  });
}

/** Something to do with a store, with a description for when the answers differ. */
interface Step {
  readonly on: (store: DocumentStore) => Promise<unknown>;
  readonly [fc.toStringMethod]: () => string;
}

function described(text: unknown, on: Step['on']): Step {
  return { on, [fc.toStringMethod]: () => JSON.stringify(text) };
}

const all = (collection: Collection) => collection.find({ limit: 10_000 });

const id = fc.constantFrom('1', '2', '3', 'a', 'á', '👩', 'A.b');
const seen = fc.option(fc.integer({ min: 0, max: 9 }).map(String), { nil: undefined });
const word = fc.constantFrom(
  'a',
  'b',
  'ab',
  'abc',
  'ABC',
  'bca',
  'É',
  'straße',
  '👩',
  '%',
  '_',
  '"',
  '*',
  ' ',
  '\\',
);
const text = fc.oneof(
  fc.array(word, { maxLength: 4 }).map((words) => words.join('')),
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'Ä', '𝔘', '\u0301', "'"), maxLength: 6 }),
);
const number = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const scalar = { text, number, boolean: fc.boolean() };

const document: fc.Arbitrary<Document> = fc
  .record(
    {
      a: fc.oneof(text, fc.constantFrom(null, 1, true)),
      b: text,
      n: fc.oneof(number, fc.constantFrom(null, '1')),
      m: number,
      ok: fc.oneof(fc.boolean(), fc.constantFrom(null, 0)),
      rest: fc.jsonValue({ maxDepth: 3 }),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Document);

const operation: fc.Arbitrary<WriteOperation> = fc
  .record({ kind: fc.constantFrom('put', 'put', 'insert', 'remove'), id, document, seen })
  .map(({ kind, seen, ...rest }): WriteOperation => {
    const collection = THINGS.name;
    switch (kind) {
      case 'put':
        return { kind, collection, ...rest, ...(seen !== undefined && { seen }) };
      case 'insert':
        return { kind, collection, ...rest };
      case 'remove':
        return { kind, collection, id: rest.id };
    }
  });

type Field = keyof typeof THINGS.fields;
const field = fc.constantFrom<Field>('a', 'b', 'n', 'm', 'ok');

function condition(name: Field): fc.Arbitrary<Scalar | FieldCondition> {
  const type = THINGS.fields[name];
  const value: fc.Arbitrary<Scalar> = fc.option<Scalar>(scalar[type]);
  const oneOf = fc.array(value, { maxLength: 4 });
  if (type === 'boolean') return fc.oneof(value, fc.record({ in: oneOf }));
  const bound: fc.Arbitrary<string | number> = scalar[type];
  return fc.oneof(
    value,
    fc.record({ in: oneOf, gt: bound, gte: bound, lt: bound, lte: bound }, { requiredKeys: [] }),
  );
}

const where: fc.Arbitrary<Where> = fc
  .array(
    field.chain((name) => condition(name).map((value) => [name, value] as const)),
    { maxLength: 2 },
  )
  .map((entries) => Object.fromEntries(entries));

const sort: fc.Arbitrary<NonNullable<FindOptions['sort']>> = fc.uniqueArray(
  fc.record({ field, direction: fc.constantFrom('asc', 'desc') }),
  { maxLength: 3, selector: (one) => one.field },
);

const query: fc.Arbitrary<FindOptions> = fc.record(
  {
    where,
    search: text,
    sort,
    limit: fc.constantFrom(0, 1, 3, 100),
    offset: fc.constantFrom(0, 1, 5),
  },
  { requiredKeys: ['limit'] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(fc.array(operation, { maxLength: 6 }), fc.option(fc.nat({ max: 99 }).map(String)))
    .map(([operations, position]) =>
      described({ write: operations, position }, (store) =>
        store.write(operations, position === null ? undefined : { projection: 'p', position }),
      ),
    ),
  query.map((options) => described({ find: options }, (store) => store.collection(THINGS).find(options))),
  fc
    .record({ where, search: text }, { requiredKeys: [] })
    .map((options) => described({ count: options }, (store) => store.collection(THINGS).count(options))),
  fc
    .tuple(field, where)
    .map(([name, where]) =>
      described({ countBy: name, where }, (store) => store.collection(THINGS).countBy(name, { where })),
    ),
  fc
    .array(id, { maxLength: 4 })
    .map((ids) => described({ getMany: ids }, (store) => store.collection(THINGS).getMany(ids))),
  where.map((where) =>
    described({ removeWhere: where }, (store) => store.removeWhere(THINGS, where, 10_000)),
  ),
  fc.constant(described('checkpoint', (store) => store.checkpoint('p'))),
);
