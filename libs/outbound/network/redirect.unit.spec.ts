import { describe, expect, it } from 'vitest';
import { nextHop, redirectLocation, type Hop } from './redirect.js';

const SECRETS = { authorization: 'Bearer s', cookie: 'a=b', 'x-api-key': 's', 'mcp-session-id': 's' };

function hop(over: Partial<Hop> = {}): Hop {
  return {
    url: new URL('https://tools.example/a/b'),
    method: 'GET',
    headers: new Headers({ ...SECRETS, accept: 'application/json', 'user-agent': 'Reeve' }),
    body: null,
    ...over,
  };
}

const post = (): Hop =>
  hop({
    method: 'POST',
    headers: new Headers({ ...SECRETS, 'content-type': 'application/json' }),
    body: new TextEncoder().encode('{}'),
  });

describe('a redirect', () => {
  it('within the origin keeps every header', () => {
    const next = nextHop(hop(), 302, '../c?d');
    expect(next.url.href).toBe('https://tools.example/c?d');
    expect(Object.fromEntries(next.headers)).toMatchObject(SECRETS);
  });

  it.each(['https://other.example/', 'https://tools.example:8443/', 'https://sub.tools.example/'])(
    'to another origin, %s, carries no header that could be a credential',
    (location) => {
      expect(Object.fromEntries(nextHop(hop(), 302, location).headers)).toEqual({
        accept: 'application/json',
        'user-agent': 'Reeve',
      });
    },
  );

  it('back to the first origin does not bring credentials back', () => {
    const away = nextHop(hop(), 302, 'https://other.example/');
    expect(nextHop(away, 302, 'https://tools.example/').headers.has('authorization')).toBe(false);
  });

  it('from https to http is refused, also within the host', () => {
    expect(() => nextHop(hop(), 301, 'http://tools.example/')).toThrow(/OUTBOUND-REDIRECT-REFUSED/);
  });

  it.each([
    'ftp://tools.example/',
    'file:///etc/passwd',
    'https://user@tools.example/',
    'https://tools.example:0/',
  ])('to %s is refused', (location) => {
    expect(() => nextHop(hop(), 302, location)).toThrow(/OUTBOUND-URL-INVALID/);
  });

  it.each([301, 302, 303])('%i turns a POST into a GET without body', (status) => {
    const next = nextHop(post(), status, '/next');
    expect(next).toMatchObject({ method: 'GET', body: null });
    expect(next.headers.has('content-type')).toBe(false);
  });

  it.each([307, 308])('%i sends the same again within the origin', (status) => {
    expect(nextHop(post(), status, '/next')).toMatchObject({ method: 'POST', body: post().body });
  });

  it.each([307, 308])('%i never takes a body to another origin', (status) => {
    expect(() => nextHop(post(), status, 'https://other.example/')).toThrow(/OUTBOUND-REDIRECT-REFUSED/);
  });

  it('is one only with a redirect status and a location', () => {
    const located = new Headers({ location: '/next' });
    expect([301, 302, 303, 307, 308].map((status) => redirectLocation(status, located))).toEqual(
      Array(5).fill('/next'),
    );
    expect([200, 201, 300, 304, 305, 400].map((status) => redirectLocation(status, located))).toEqual(
      Array(6).fill(null),
    );
    expect(redirectLocation(302, new Headers())).toBeNull();
  });
});
