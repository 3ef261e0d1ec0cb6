import { describe, expect, it } from 'vitest';
import { targetUrl } from './target-url.js';

const LOOPBACK_SPELLINGS = [
  'http://127.0.0.1/',
  'http://127.0.0.1./',
  'http://2130706433/',
  'http://017700000001/',
  'http://0x7f000001/',
  'http://0x7F.0x0.0x0.0x1/',
  'http://0177.0.0.1/',
  'http://127.1/',
  'http://127.0.1/',
  'http://%31%32%37.0.0.1/',
  'http://１２７.０.０.１/',
  'http://127。0。0。1/',
  'http:\\\\127.0.0.1\\',
  'http:127.0.0.1',
  ' http://127.0.0.1/ ',
  'http://127.0.\t0.1/',
];

const REFUSED = [
  ['', 'is missing'],
  ['   ', 'is missing'],
  ['tools.example', 'is not a valid URL'],
  ['//tools.example', 'is not a valid URL'],
  ['http://', 'is not a valid URL'],
  ['http://tools.example:65536/', 'is not a valid URL'],
  ['http://256.1.1.1/', 'is not a valid URL'],
  ['http://1.2.3.4.5/', 'is not a valid URL'],
  ['http://[::1/', 'is not a valid URL'],
  ['http://[fe80::1%25eth0]/', 'is not a valid URL'],
  ['http://[fe80::1%eth0]/', 'is not a valid URL'],
  ['http://a b/', 'is not a valid URL'],
  ['ftp://tools.example/', 'is neither http nor https'],
  ['file:///etc/passwd', 'is neither http nor https'],
  ['data:application/json,{}', 'is neither http nor https'],
  ['gopher://tools.example/', 'is neither http nor https'],
  ['javascript:alert(1)', 'is neither http nor https'],
  ['http://user@tools.example/', 'has a user name or password'],
  ['http://user:secret@tools.example/', 'has a user name or password'],
  ['http://:secret@tools.example/', 'has a user name or password'],
  ['http://tools.example@127.0.0.1/', 'has a user name or password'],
  ['http://tools.example:0/', 'has port 0'],
  [`http://tools.example/${'a'.repeat(9000)}`, 'is longer than'],
] as const;

describe('the URL of a request', () => {
  it.each(LOOPBACK_SPELLINGS)('%j is written 127.0.0.1', (spelling) => {
    expect(targetUrl(spelling).hostname).toBe('127.0.0.1');
  });

  it.each(REFUSED)('%j is refused: it %s', (url, why) => {
    expect(() => targetUrl(url)).toThrow(
      expect.objectContaining({
        code: 'OUTBOUND-URL-INVALID',
        status: 400,
        detail: expect.stringContaining(why) as string,
      }),
    );
  });

  it('may have any other port', () => {
    expect(targetUrl('https://tools.example:8443/mcp?x=1').href).toBe('https://tools.example:8443/mcp?x=1');
  });

  it('is never repeated in the error', () => {
    expect(() => targetUrl('http://user:hunter2@tools.example/')).not.toThrow(/hunter2/);
  });
});
