import { describe, expect, it } from 'vitest';
import { blockedGroups } from './blocked-groups.js';

const matches = (expression: string, name: string) => new RegExp(`^(?:${expression})`).test(name);
const isBlocked = (name: string, ...patterns: string[]) =>
  blockedGroups(JSON.stringify(patterns), matches)(name);

describe('A group is blocked', () => {
  it.each([
    ['Staff', 'Staff'],
    ['Staff', 'St*'],
    ['Staff', '*aff'],
    ['Staff', '*t*f*'],
    ['Staff', '?taf?'],
    ['aXbXc', 'a*b*c'],
    ['a*b', 'a*b'],
    ['👩‍🚀 crew', '??? crew'],
    ['Staff 12', '^Staff \\\\d+$'.replaceAll('\\\\', '\\')],
    ['a+b', 'a+b'],
  ])('%j by %j', (name, pattern) => {
    expect(isBlocked(name, 'other', pattern)).toBe(true);
  });

  it.each([
    ['Staff', 'staff'],
    ['Staff', 'St'],
    ['Staff', 'S?aff?'],
    ['My Staff', '^Staff'],
    ['', '?'],
  ])('not %j by %j', (name, pattern) => {
    expect(isBlocked(name, pattern)).toBe(false);
  });

  it('by nothing in a list that is none', () => {
    for (const list of ['', 'Staff', '{}', '"Staff"', '[null, 7, ""]']) {
      expect(blockedGroups(list, matches)('Staff')).toBe(false);
    }
  });

  it('or not in no time, whatever the pattern', () => {
    const startedAt = performance.now();
    expect(isBlocked('a'.repeat(500), `${'*a'.repeat(200)}b`)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});
