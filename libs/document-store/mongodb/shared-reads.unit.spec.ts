import { describe, expect, it } from 'vitest';
import { SharedReads } from './shared-reads.js';

interface Asked {
  readonly ids: readonly string[];
  answer(rows: Readonly<Record<string, string>>): void;
  fail(error: Error): void;
}

/** A server whose questions are answered by the specification. */
function aServer() {
  const asked: Asked[] = [];
  const reads = new SharedReads<string>(
    (ids) =>
      new Promise((resolve, reject) => {
        asked.push({ ids, answer: (rows) => resolve(new Map(Object.entries(rows))), fail: reject });
      }),
  );
  return { asked, reads };
}

/** Lets everything happen that waits for nothing else. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Reads that share questions', () => {
  it('asks once for everybody who asks at the same moment, each id once', async () => {
    const { asked, reads } = aServer();
    const answers = Promise.all([reads.read('a'), reads.read('b'), reads.read('a'), reads.read('none')]);
    await settled();
    expect(asked.map(({ ids }) => ids)).toEqual([['a', 'b', 'none']]);
    asked[0]?.answer({ a: 'A', b: 'B' });
    expect(await answers).toEqual(['A', 'B', 'A', undefined]);
  });

  it('gives nobody the answer to a question that was sent before they asked', async () => {
    const { asked, reads } = aServer();
    const before = reads.read('a');
    await settled();
    const after = [reads.read('a'), reads.read('a')];
    await settled();
    expect(asked).toHaveLength(1);
    asked[0]?.answer({ a: 'old' });
    expect(await before).toBe('old');
    await settled();
    expect(asked).toHaveLength(2);
    asked[1]?.answer({ a: 'new' });
    expect(await Promise.all(after)).toEqual(['new', 'new']);
  });

  it('fails those who asked a question that fails, and nobody else', async () => {
    const { asked, reads } = aServer();
    const failing = Promise.allSettled([reads.read('a'), reads.read('b')]);
    await settled();
    const later = reads.read('a');
    asked[0]?.fail(new Error('away'));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await settled();
    asked[1]?.answer({ a: 'A' });
    expect(await later).toBe('A');
  });

  it('asks for at most 500 ids at once, and leaves none out', async () => {
    const { asked, reads } = aServer();
    const ids = Array.from({ length: 1_200 }, (_, nth) => `id-${nth}`);
    const answers = Promise.all(ids.map((id) => reads.read(id)));
    for (let nth = 0; nth < 3; nth++) {
      await settled();
      asked[nth]?.answer(Object.fromEntries((asked[nth]?.ids ?? []).map((id) => [id, id])));
    }
    expect(asked.map((question) => question.ids.length)).toEqual([500, 500, 200]);
    expect(await answers).toEqual(ids);
  });
});
