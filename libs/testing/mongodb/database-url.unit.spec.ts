import { describe, expect, it } from 'vitest';
import { databaseUrl } from './database-url.js';

describe('databaseUrl', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['mongodb://127.0.0.1:27017', 'mongodb://127.0.0.1:27017/mine'],
    ['mongodb://127.0.0.1:27017/', 'mongodb://127.0.0.1:27017/mine'],
    ['mongodb://a:1,b:2/theirs?replicaSet=rs0', 'mongodb://a:1,b:2/mine?replicaSet=rs0'],
    ['mongodb+srv://host/?tls=true', 'mongodb+srv://host/mine?tls=true'],
    ['mongodb://me:it%40@host', 'mongodb://me:it%40@host/mine?authSource=admin'],
    ['mongodb://me:it@host/theirs', 'mongodb://me:it@host/mine?authSource=theirs'],
    ['mongodb://me:it@host/?authSource=one', 'mongodb://me:it@host/mine?authSource=one'],
  ];
  it.each(cases)('names a database of %s', (server, expected) => {
    expect(databaseUrl(server, 'mine')).toBe(expected);
  });

  it('refuses what is none', () => {
    expect(() => databaseUrl('http://host', 'mine')).toThrow('http://host is no URL of MongoDB');
  });
});
