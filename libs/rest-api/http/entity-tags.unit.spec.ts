import { describe, expect, it } from 'vitest';
import { namesTag, parseEntityTags } from './entity-tags.js';

describe('Entity tags', () => {
  it.each([
    ['"7"', ['7']],
    ['"a", "b"', ['a', 'b']],
    ['"a,b"', ['a,b']],
    ['  "a" ,, "b" , ', ['a', 'b']],
    ['""', ['']],
    ['*', ['*']],
    [' * ', ['*']],
    ['"*"', ['"*"']],
    ['W/"7"', ['W/"7"']],
  ])('%s is the list %j', (header, tags) => {
    expect(parseEntityTags(header)).toEqual(tags);
  });

  it.each(['', '7', '"7', '7"', '"a" "b"', '"a" *', 'w/"7"', '"a"x', ',', "'7'", '"a\u0007"'])(
    '%s is no list',
    (header) => {
      expect(parseEntityTags(header)).toBeUndefined();
    },
  );

  it.each([
    ['"7"', '"7"', true],
    ['W/"7"', '"7"', true],
    ['"7"', 'W/"7"', true],
    ['"6", "7"', '"7"', true],
    ['*', '"7"', true],
    ['"*"', '"7"', false],
    ['"6"', '"7"', false],
    ['7', '"7"', false],
  ])('If-None-Match: %s against %s', (header, tag, names) => {
    expect(namesTag(header, tag)).toBe(names);
  });

  it('takes a hostile header in a time that grows with its length', () => {
    const header = `${'"a" '.repeat(4000)}${', '.repeat(4000)}`;
    expect(parseEntityTags(header)).toBeUndefined();
  });
});
