import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundPolicy } from '../outbound-policy.js';
import { knowing, privateAllowed, privateRefused, rebinding } from '../testing/policies.js';
import { startServer, type TestServer } from '../testing/test-server.js';
import { guardedFetch } from './guarded-fetch.js';

const REFUSED = { code: 'OUTBOUND-ADDRESS-REFUSED', status: 400 };
const INVALID = { code: 'OUTBOUND-URL-INVALID', status: 400 };

/** Each reaches the server on 127.0.0.1 where private addresses are allowed, and only there. `:0` stands for its port. */
const LOOPBACK = [
  'http://127.0.0.1:0/',
  'http://127.0.0.1.:0/',
  'http://127.1:0/',
  'http://127.0.1:0/',
  'http://2130706433:0/',
  'http://0x7f000001:0/',
  'http://0x7f.0x0.0x0.0x1:0/',
  'http://017700000001:0/',
  'http://0177.0.0.01:0/',
  'http://0x7f.1:0/',
  'http://%31%32%37%2e0.0.1:0/',
  'http://１２７.０.０.１:0/',
  'http://127。0。0。1:0/',
  'http:\\\\127.0.0.1:0\\',
  'http://[::ffff:127.0.0.1]:0/',
  'http://[::ffff:7f00:1]:0/',
  'http://[0:0:0:0:0:ffff:7f00:0001]:0/',
  'http://[0000:0000:0000:0000:0000:FFFF:127.0.0.1]:0/',
  'http://localhost:0/',
  'http://LOCALHOST:0/',
  'http://localhost.:0/',
  'http://tools.internal:0/',
  'http://tools.internal.:0/',
  'http://mapped.internal:0/',
];

/** Refused whatever the setting says. */
const NEVER = [
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.169.254./',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0xa9.0xfe.0xa9.0xfe/',
  'http://0251.0376.0251.0376/',
  'http://025177524776/',
  'http://169.254.43518/',
  'http://169.16689662/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[0:0:0:0:0:ffff:a9fe:a9fe]/',
  'http://[::169.254.169.254]/',
  'http://[::a9fe:a9fe]/',
  'http://[64:ff9b::169.254.169.254]/',
  'http://[64:ff9b:1::a9fe:a9fe]/',
  'http://[2002:a9fe:a9fe::]/',
  'http://[2001:0:a9fe:a9fe::]/',
  'http://[fe80::1]/',
  'http://[fe80::a9fe:a9fe]/',
  'http://[fd00:ec2::254]/',
  'http://[fd00:0ec2:0:0:0:0:0:254]/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'http://0/',
  'http://0.0.0.0/',
  'http://0x0/',
  'http://[::]/',
  'http://[::127.0.0.1]/',
  'http://255.255.255.255/',
  'http://224.0.0.1/',
  'http://[ff02::1]/',
  'http://240.0.0.1/',
  'http://192.0.2.1/',
  'http://198.51.100.7/',
  'http://203.0.113.9/',
  'http://[2001:db8::1]/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://metadata.google.internal./',
  'http://instance-data/',
  'http://metadata-six.internal/',
  'http://zoned.internal/',
  'http://zoned-loopback.internal/',
  'http://one-bad-of-two.internal/',
  'http://one-bad-of-three.internal/',
  'http://not-an-address.internal/',
];

/** Refused unless private addresses are allowed. */
const PRIVATE = [
  'http://10.0.0.1/',
  'http://167772161/',
  'http://0x0a.1/',
  'http://172.16.0.1/',
  'http://172.31.255.254/',
  'http://192.168.1.1/',
  'http://0300.0250.1/',
  'http://100.64.0.1/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[fc00::1]/',
  'http://[fd12:3456::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[::ffff:c0a8:101]/',
  'http://[64:ff9b::10.0.0.1]/',
  'http://private-of-two.internal/',
];

const NO_URL = [
  'http://user@127.0.0.1/',
  'http://user:password@127.0.0.1/',
  'http://tools.example@169.254.169.254/',
  'http://[fe80::1%25eth0]/',
  'http://[fe80::1%eth0]/',
  'http://[::1%25lo]/',
  'http://127.0.0.1:0/',
  'http://127.0.0.256/',
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_',
];

const names = {
  localhost: ['127.0.0.1'],
  'localhost.': ['127.0.0.1'],
  'tools.internal': ['127.0.0.1'],
  'tools.internal.': ['127.0.0.1'],
  'mapped.internal': ['::ffff:127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'metadata.google.internal.': ['169.254.169.254'],
  'instance-data': ['169.254.169.254'],
  'metadata-six.internal': ['fd00:ec2::254'],
  'zoned.internal': ['fe80::1%eth0'],
  'zoned-loopback.internal': ['::1%lo'],
  'one-bad-of-two.internal': ['93.184.216.34', '169.254.169.254'],
  'one-bad-of-three.internal': ['127.0.0.1', '2606:4700:4700::1111', '::ffff:169.254.169.254'],
  'private-of-two.internal': ['93.184.216.34', '127.0.0.1'],
  'not-an-address.internal': ['0x7f.1'],
};

const lookup = knowing(names);
const SETTINGS: readonly (readonly [string, OutboundPolicy])[] = [
  ['refused', { ...privateRefused, lookup }],
  ['allowed', { ...privateAllowed, lookup }],
];

describe('a call', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer((request, response) => {
      const to = new URL(request.url ?? '', 'http://any').searchParams.get('to');
      if (to === null) response.end('reached');
      else response.writeHead(302, { location: to, connection: 'close' }).end();
    });
  });
  afterAll(() => server.close());

  const redirecting = (to: string): string => server.url(`/?to=${encodeURIComponent(to)}`);
  const here = (url: string): string => url.replace(/:0(?=[/\\])/, `:${server.port}`);

  describe.each(LOOPBACK)('to the loopback form %s', (form) => {
    it('is refused, and nothing is sent', async () => {
      const before = server.requests.length;
      await expect(guardedFetch({ url: here(form) }, { ...privateRefused, lookup })).rejects.toMatchObject(
        REFUSED,
      );
      expect(server.requests.length).toBe(before);
    });

    it('gets there where private addresses are allowed', async () => {
      const answer = await guardedFetch({ url: here(form) }, { ...privateAllowed, lookup });
      expect(new TextDecoder().decode(answer.body)).toBe('reached');
    });
  });

  describe.each(SETTINGS)('with private addresses %s', (_setting, policy) => {
    it.each(NEVER)('to %s is refused', async (url) => {
      await expect(guardedFetch({ url }, policy)).rejects.toMatchObject(REFUSED);
    });

    it.each(NO_URL)('to %s is refused as no URL to call', async (url) => {
      await expect(guardedFetch({ url }, policy)).rejects.toMatchObject(INVALID);
    });
  });

  it.each(PRIVATE)('to the private form %s is refused', async (url) => {
    await expect(guardedFetch({ url }, { ...privateRefused, lookup })).rejects.toMatchObject(REFUSED);
  });

  it.each(NEVER)('redirected to %s is refused', async (url) => {
    await expect(
      guardedFetch({ url: redirecting(url) }, { ...privateAllowed, lookup }),
    ).rejects.toMatchObject(REFUSED);
  });

  it.each(NO_URL)('redirected to %s is refused', async (url) => {
    await expect(
      guardedFetch({ url: redirecting(url) }, { ...privateAllowed, lookup }),
    ).rejects.toMatchObject(INVALID);
  });

  it('says which host it does not call and why, and not where its name leads', async () => {
    const refusal = await guardedFetch(
      { url: 'http://private-of-two.internal/secret?key=secret' },
      { ...privateRefused, lookup },
    ).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      detail:
        'private-of-two.internal has a loopback address, and calls to private addresses are switched off.',
      extra: { kind: 'loopback' },
    });
  });

  describe('to a name that is rebound', () => {
    it('goes to the address that was checked: the name is not asked for again', async () => {
      const { lookup, asked } = rebinding(['127.0.0.1'], ['169.254.169.254']);
      const answer = await guardedFetch(
        { url: server.url('/', 'rebound.example') },
        { ...privateAllowed, lookup },
      );
      expect(answer.status).toBe(200);
      expect(asked()).toBe(1);
    });

    it.each(['169.254.169.254', '::ffff:169.254.169.254', 'fd00:ec2::254', '0.0.0.0'])(
      'is refused when a redirect makes it ask again and it has become %s',
      async (address) => {
        const { lookup, asked } = rebinding(['127.0.0.1'], [address]);
        const url = server.url(`/?to=${encodeURIComponent('/')}`, 'rebound.example');
        await expect(guardedFetch({ url }, { ...privateAllowed, lookup })).rejects.toMatchObject(REFUSED);
        expect(asked()).toBe(2);
      },
    );

    it('connects to the checked address only, though another server waits at the next one', async () => {
      const other = await startServer((_request, response) => response.end('other'), {
        host: '127.0.0.2',
        port: server.port,
      });
      try {
        const { lookup } = rebinding(['127.0.0.1'], ['127.0.0.2']);
        const answer = await guardedFetch(
          { url: server.url('/', 'rebound.example') },
          { ...privateAllowed, lookup },
        );
        expect(new TextDecoder().decode(answer.body)).toBe('reached');
        expect(other.requests).toEqual([]);
      } finally {
        await other.close();
      }
    });
  });
});
