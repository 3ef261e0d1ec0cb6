import type { CollectionDefinition, WriteOperation } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runChain } from './operation-chain.js';
import type { Present } from './operation-chain.js';

const NOTES = { name: 'testing_notes', fields: {}, indexes: [] } as const satisfies CollectionDefinition;
const TARGET = { collection: NOTES.name, id: 'a' } as const;

const seen = fc.constantFrom('1', '2', '3', '4');
const number = fc.nat({ max: 1000 });

const operation: fc.Arbitrary<WriteOperation> = fc.oneof(
  fc.record({ number, seen: fc.option(seen, { nil: undefined }) }).map(({ number, seen }): WriteOperation => {
    return { kind: 'put', ...TARGET, document: { number }, ...(seen !== undefined && { seen }) };
  }),
  number.map((number): WriteOperation => ({ kind: 'insert', ...TARGET, document: { number } })),
  fc.constant<WriteOperation>({ kind: 'remove', ...TARGET }),
);

const before: fc.Arbitrary<Present> = fc.option(fc.record({ seen: fc.option(seen) }), { nil: undefined });

describe('a chain of operations on one document', () => {
  it('comes to what they come to one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(before, fc.array(operation, { maxLength: 6 }), async (present, operations) => {
        const store = openMemoryDocumentStore([NOTES]);
        const first = { kind: 'put', ...TARGET, document: {} } as const;
        if (present !== undefined) {
          await store.write([{ ...first, ...(present.seen !== null && { seen: present.seen }) }]);
        }

        const { effects, last } = runChain(present, operations);

        expect(effects).toEqual(await store.write(operations));
        const remains = await store.collection(NOTES).get(TARGET.id);
        if (last === undefined) expect(remains).toEqual(present && {});
        else expect(remains).toEqual(last.kind === 'remove' ? undefined : last.document);
      }),
      { numRuns: 500 },
    );
  });
});
