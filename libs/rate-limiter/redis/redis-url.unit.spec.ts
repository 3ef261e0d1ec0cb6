import { describe, expect, it } from 'vitest';
import { parseRedisUrl } from './redis-url.js';

describe('the URL of Redis', () => {
  it.each([
    ['redis://cache', { host: 'cache', port: 6379, db: 0 }],
    ['redis://cache:7000/', { host: 'cache', port: 7000, db: 0 }],
    ['redis://cache/12', { host: 'cache', port: 6379, db: 12 }],
    ['redis://[::1]:7000', { host: '::1', port: 7000, db: 0 }],
    ['redis://:s%40cret%2F@cache', { host: 'cache', port: 6379, db: 0, password: 's@cret/' }],
    [
      'redis://reeve:secret@cache',
      { host: 'cache', port: 6379, db: 0, username: 'reeve', password: 'secret' },
    ],
    ['rediss://:secret@cache/3', { host: 'cache', port: 6379, db: 3, password: 'secret', tls: {} }],
  ])('%s', (url, expected) => {
    expect(parseRedisUrl(url)).toEqual(expected);
  });

  it.each([
    'cache:6379',
    'http://:secret@cache',
    'redis://',
    'redis://:secret@cache/limits',
    'redis://:secret@cache/1/2',
    'redis://:secret@cache?db=3',
    'redis://:secret@cache#3',
    'redis://:secret@cache:99999',
  ])('is not %s', (url) => {
    expect(() => parseRedisUrl(url)).toThrow('The URL of Redis has to be');
    expect(() => parseRedisUrl(url)).not.toThrow('secret');
  });
});
