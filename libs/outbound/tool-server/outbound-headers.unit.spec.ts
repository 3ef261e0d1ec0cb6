import { describe, expect, it } from 'vitest';
import { outboundHeaders, type OutboundCredentials } from './outbound-headers.js';

const given = (over: Partial<OutboundCredentials>): OutboundCredentials => ({
  authType: 'none',
  key: 'the-key',
  sessionToken: 'the-session',
  ...over,
});

describe('the headers of a connection', () => {
  it.each([
    [null, {}],
    ['', {}],
    ['none', {}],
    ['bearer', { authorization: 'Bearer the-key' }],
    ['session', { authorization: 'Bearer the-session' }],
    ['oauth_2.1', {}],
    ['oauth_2.1_static', {}],
  ])('with the authentication type %s', (authType, headers) => {
    expect(outboundHeaders(given({ authType }))).toEqual(headers);
  });

  it('have no credential when bearer has no key', () => {
    expect(outboundHeaders(given({ authType: 'bearer', key: null }))).toEqual({});
    expect(outboundHeaders(given({ authType: 'bearer', key: '' }))).toEqual({});
  });

  it.each([
    ['system_oauth', 'the-session'],
    ['session', null],
    ['magic', 'the-session'],
  ])('cannot be made for %s here', (authType, sessionToken) => {
    expect(() => outboundHeaders(given({ authType, sessionToken }))).toThrow(/OUTBOUND-AUTH-UNAVAILABLE/);
  });

  it('take custom headers last, from an object or its JSON, whatever the case of their names', () => {
    const headers = { 'X-Team': 'blue', AUTHORIZATION: 'Basic abc', 'x-number': 1 };
    const merged = { authorization: 'Basic abc', 'x-team': 'blue', 'x-number': '1' };
    expect(outboundHeaders(given({ authType: 'bearer', headers }))).toEqual(merged);
    expect(outboundHeaders(given({ authType: 'bearer', headers: JSON.stringify(headers) }))).toEqual(merged);
    expect(outboundHeaders(given({ headers: '' }))).toEqual({});
    expect(outboundHeaders(given({ headers: null }))).toEqual({});
  });

  it.each([
    ['text that is not JSON', 'secret-value'],
    ['a list', '["secret-value"]'],
    ['a nested value', { 'x-a': { b: 'secret-value' } }],
    ['a null', { 'x-a': null }],
    ['a line break', { 'x-a': 'secret-value\r\nx-b: c' }],
    ['a name with a space', { 'secret-value x': 'b' }],
    ['a host', { Host: 'secret-value' }],
    ['a length', { 'content-length': '3' }],
    ['a transfer encoding', { 'Transfer-Encoding': 'chunked' }],
  ])('cannot be %s, and the error does not repeat it', (_case, headers) => {
    const make = () => outboundHeaders(given({ headers }));
    expect(make).toThrow(/OUTBOUND-HEADERS-INVALID/);
    expect(make).not.toThrow(/secret-value/);
  });
});
