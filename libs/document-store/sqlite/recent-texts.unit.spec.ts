import { describe, expect, it } from 'vitest';
import { RecentTexts } from './recent-texts.js';

describe('recently read texts', () => {
  const reading = (texts: RecentTexts, json: string | undefined) => {
    let reads = 0;
    const get = (id: string) =>
      texts.get('test', id, () => {
        reads += 1;
        return json;
      });
    return { get, reads: () => reads };
  };

  it('are read once, missing ones too', () => {
    for (const json of ['{}', undefined]) {
      const { get, reads } = reading(new RecentTexts(), json);
      expect([get('a'), get('a'), reads()]).toEqual([json, json, 1]);
    }
  });

  it('are read again after they were written', () => {
    const texts = new RecentTexts();
    const { get, reads } = reading(texts, '{}');
    get('a');
    get('b');
    texts.forget([{ collection: 'test', id: 'a' }]);
    get('a');
    get('b');
    expect(reads()).toBe(3);
    texts.forgetAll();
    get('b');
    expect(reads()).toBe(4);
  });

  it('do not grow without bounds', () => {
    const texts = new RecentTexts();
    const { get, reads } = reading(texts, 'x'.repeat(1024 * 1024));
    for (let id = 0; id < 40; id += 1) get(String(id));
    get('0');
    expect(reads()).toBe(41);
  });

  it.each([
    ['as many as there may be', 5_000, '{}'],
    ['as long as they may be', 15, 'x'.repeat(1024 * 1024)],
  ])('are not pushed out by a long list, where there are %s', (_, most, json) => {
    const texts = new RecentTexts();
    const { get, reads } = reading(texts, json);
    for (let id = 0; id < most; id += 1) get(String(id));
    const list = Array.from({ length: 3_000 }, (__, id) => `of the list ${id}`);
    texts.fill('test', list, new Map(list.map((id) => [id, json])));
    for (let id = 0; id < most; id += 1) get(String(id));
    expect(reads()).toBe(most);
  });

  it('are known of a list, the missing ones too, and of nothing else', () => {
    const texts = new RecentTexts();
    texts.fill('test', ['a', 'b'], new Map([['a', '{}']]));
    expect(texts.known('test', ['a', 'b', 'c'])).toEqual([{ json: '{}' }, { json: undefined }, undefined]);
    texts.forget([{ collection: 'test', id: 'a' }]);
    expect(texts.known('test', ['a'])).toEqual([undefined]);
  });
});
