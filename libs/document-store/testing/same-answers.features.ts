import { CheckpointMovedError } from '@reeve/document-store';
import type {
  Checkpoint,
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
/** The same, kept in the order of ids, and so without a search. */
const CLUSTERED: CollectionDefinition = {
  name: THINGS.name,
  fields: THINGS.fields,
  indexes: THINGS.indexes,
  clustered: true,
};

/**
 * Random operations and queries, answered by the adapter as by the model, which is the store in memory. Text has no
 * character from U+E000 to U+FFFF: where those stand relative to what lies beyond U+FFFF is the one thing that stores in
 * use differ in (by code point or by UTF-16).
 */
export function sameAnswersContract(name: string, harness: DocumentStoreHarness): void {
  describe(`${name} beside the store in memory`, () => {
    const stores = new Stores(harness);

    it.each([
      ['', THINGS],
      [' of what is clustered by its ids', CLUSTERED],
    ])('answers random operations and queries%s alike', { timeout: 120_000 }, async (_, definition) => {
      const store = await stores.open([definition]);
      let orderedAnswers = 0;
      await fc.assert(
        fc.asyncProperty(
          beginning,
          fc.array(step, { minLength: 15, maxLength: 40, size: 'max' }),
          async (first, steps) => {
            await store.reset('p', [definition]);
            const model = openMemoryDocumentStore([definition]);
            for (const { run } of [first, ...steps]) {
              const answer = await run(store, definition);
              expect(answer).toEqual(await run(model, definition));
              if (isPageOfSeveral(answer)) orderedAnswers++;
            }
            const everything = { limit: 10_000 };
            const stored = await store.collection(definition).find(everything);
            expect(stored).toEqual(await model.collection(definition).find(everything));
          },
        ),
        { numRuns: 200 },
      );
      // Or the queries have become such that nothing answers them, and nothing is compared.
      expect(orderedAnswers).toBeGreaterThan(300);
    });
  });
}

/** Something to do with a store, with a description for when the answers differ. */
interface Step {
  readonly run: (store: DocumentStore, definition: CollectionDefinition) => Promise<unknown>;
  readonly [fc.toStringMethod]: () => string;
}

function described(text: unknown, run: Step['run']): Step {
  return { run, [fc.toStringMethod]: () => JSON.stringify(text) };
}

function isPageOfSeveral(answer: unknown): boolean {
  return Array.isArray(answer) && answer.length > 1 && typeof answer[0] === 'object';
}

const IDS = ['1', '2', '10', 'a', 'B', '\u00e1', 'a\u0301', '👩', 'A.b', '$c', '%', 'z'];
const id = fc.constantFrom(...IDS);
const seen = fc.option(fc.integer({ min: 0, max: 9 }).map(String), { nil: undefined, freq: 2 });
/** Few, so that documents share values and conditions are met. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'abc', 'ABCabc', 'Straße', 'É 👩 É', '100%_"*\\') },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'Ä', '𝔘', '\u0301', "'"), maxLength: 6 }),
  },
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 3 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0) },
);
const search = fc.constantFrom(
  '',
  'a',
  'B',
  'bc',
  'abc',
  'CAB',
  'bcab',
  'ß',
  'ss',
  '👩',
  'é 👩',
  '%_"',
  '*',
  '\\',
  "'",
);
const valuesOf = { text, number, boolean: fc.boolean() };

const document: fc.Arbitrary<Document> = fc
  .record(
    {
      a: fc.oneof({ weight: 5, arbitrary: text }, fc.constantFrom(null, 1, true)),
      b: text,
      n: fc.oneof({ weight: 5, arbitrary: number }, fc.constantFrom(null, '1')),
      m: number,
      ok: fc.oneof({ weight: 5, arbitrary: fc.boolean() }, fc.constantFrom(null, 0)),
      rest: fc.jsonValue({ maxDepth: 3 }),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Document);

const operation: fc.Arbitrary<WriteOperation> = fc
  .record({ kind: fc.constantFrom('put', 'put', 'put', 'insert', 'remove'), id, document, seen })
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

/** Few, so that guards hold as often as they do not. */
const position = fc.constantFrom('1', '2', '3');
const checkpoint: fc.Arbitrary<Checkpoint> = fc.record(
  { projection: fc.constant('p'), position, after: fc.option(position) },
  { requiredKeys: ['projection', 'position'] },
);

type Field = keyof typeof THINGS.fields;
const field = fc.constantFrom<Field>('a', 'b', 'n', 'm', 'ok');

function conditionOn(name: Field): fc.Arbitrary<Scalar | FieldCondition> {
  const type = THINGS.fields[name];
  const value: fc.Arbitrary<Scalar> = fc.option<Scalar>(valuesOf[type]);
  const oneOf = fc.array(value, { maxLength: 5 });
  if (type === 'boolean') return fc.oneof(value, fc.record({ in: oneOf }));
  const bound: fc.Arbitrary<string | number> = valuesOf[type];
  const bounds = { gt: bound, gte: bound, lt: bound, lte: bound };
  return fc.oneof(
    value,
    fc.record({ in: oneOf }),
    ...(['gt', 'gte', 'lt', 'lte'] as const).map((name) => fc.record({ [name]: bound })),
    fc.record({ in: oneOf, ...bounds }, { requiredKeys: [] }),
  );
}

const whereOf = (minLength: number): fc.Arbitrary<Where> =>
  fc
    .array(
      field.chain((name) => conditionOn(name).map((condition) => [name, condition] as const)),
      { minLength, maxLength: 2 },
    )
    .map((entries) => Object.fromEntries(entries));
const where = whereOf(0);

const sort: fc.Arbitrary<NonNullable<FindOptions['sort']>> = fc.uniqueArray(
  fc.record({ field, direction: fc.constantFrom('asc', 'desc') }),
  { maxLength: 3, selector: (one) => one.field },
);

const anyQuery: fc.Arbitrary<FindOptions> = fc.record(
  { where, search, sort, limit: fc.constantFrom(0, 1, 3, 100, 100), offset: fc.constantFrom(0, 1, 5) },
  { requiredKeys: ['limit'] },
);

/** Of one order by one field or none, after a place in it. */
const queryAfter: fc.Arbitrary<FindOptions> = fc
  .tuple(anyQuery, fc.constantFrom<Field | undefined>('a', 'b', 'n', undefined), id)
  .chain(([options, name, id]): fc.Arbitrary<FindOptions> => {
    if (name === undefined) return fc.constant({ ...options, sort: [], after: { id } });
    const value: fc.Arbitrary<string | number> = name === 'n' ? number : text;
    return fc.tuple(value, fc.constantFrom('asc' as const, 'desc' as const)).map(([value, direction]) => ({
      ...options,
      sort: [{ field: name, direction }],
      after: { value, id },
    }));
  });

const query = fc.oneof({ weight: 3, arbitrary: anyQuery }, queryAfter);

/** Asks the collection, and for no text where it has none that is searched. */
function asking<Options extends Pick<FindOptions, 'search'>>(
  options: Options,
  ask: (things: Collection, options: Options, definition: CollectionDefinition) => Promise<unknown>,
): Step['run'] {
  return (store, definition) => {
    const isAsked = ([name]: [string, unknown]) => name !== 'search' || definition.searchable !== undefined;
    const asked = Object.fromEntries(Object.entries(options).filter(isAsked)) as Options;
    return ask(store.collection(definition), asked, definition);
  };
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.array(operation, { maxLength: 6, size: 'max' }), fc.option(checkpoint, { nil: undefined }))
      .map(([operations, checkpoint]) =>
        described({ write: operations, checkpoint }, (store) =>
          store.write(operations, checkpoint).catch((error: unknown) => {
            if (error instanceof CheckpointMovedError) return error.name;
            throw error;
          }),
        ),
      ),
  },
  {
    weight: 8,
    arbitrary: query.map((options) =>
      described(
        { find: options },
        asking(options, (things, asked) => things.find(asked)),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: query.map((options) =>
      described(
        { findIds: options },
        asking(options, (things, asked) => things.findIds(asked)),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: query.map((options) =>
      described(
        { findJoined: options },
        asking(options, (things, asked, definition) => things.findJoined(asked, { same: definition })),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ where, search }, { requiredKeys: [] }).map((options) =>
      described(
        { count: options },
        asking<Pick<FindOptions, 'where' | 'search'>>(options, (things, asked) => things.count(asked)),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(field, where)
      .map(([name, where]) =>
        described({ countBy: name, where }, (store, definition) =>
          store.collection(definition).countBy(name, { where }),
        ),
      ),
  },
  fc
    .array(id, { maxLength: 4 })
    .map((ids) =>
      described({ getMany: ids }, (store, definition) => store.collection(definition).getMany(ids)),
    ),
  fc
    .array(id, { maxLength: 4 })
    .map((ids) =>
      described({ getManyJoined: ids }, (store, definition) =>
        store.collection(definition).getManyJoined(ids, { same: definition }),
      ),
    ),
  whereOf(2).map((where) =>
    described({ removeWhere: where }, (store, definition) => store.removeWhere(definition, where, 10_000)),
  ),
  fc.constant(described('checkpoint', (store) => store.checkpoint('p'))),
);

/** A document under each id, so that queries have something to find. */
const beginning: fc.Arbitrary<Step> = fc
  .array(document, { minLength: IDS.length, maxLength: IDS.length })
  .map((documents) =>
    documents.map((document, place): WriteOperation => {
      return { kind: 'put', collection: THINGS.name, id: IDS[place] ?? '', document };
    }),
  )
  .map((operations) => described({ write: operations }, (store) => store.write(operations)));
