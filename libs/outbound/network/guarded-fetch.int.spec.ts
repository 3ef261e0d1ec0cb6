import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundPolicy } from '../outbound-policy.js';
import { selfSignedCertificate, type Certificate } from '../testing/certificate.js';
import { knowing, privateAllowed } from '../testing/policies.js';
import { startServer, startTcpServer, type TestServer } from '../testing/test-server.js';
import { guardedFetch } from './guarded-fetch.js';
import { withOutboundCall } from './outbound-call.js';

const brief: OutboundPolicy = { ...privateAllowed, limits: { timeoutMs: 150 } };
const small: OutboundPolicy = { ...privateAllowed, limits: { maxBytes: 64 * 1024 } };

const text = ({ body }: { readonly body: Uint8Array }): string => new TextDecoder().decode(body);

describe('a guarded fetch', () => {
  let server: TestServer;
  let other: TestServer;

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
    '/text': (_request, response) => response.end('hello'),
    '/missing': (_request, response) => response.writeHead(404).end('no'),
    '/empty': (_request, response) => response.writeHead(204).end(),
    '/gzip': (_request, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('hello')),
    '/brotli': (_request, response) =>
      response.setHeader('content-encoding', 'br').end(brotliCompressSync('hello')),
    '/not-gzip': (_request, response) => response.setHeader('content-encoding', 'gzip').end('hello'),
    '/exactly': (_request, response) => response.end(Buffer.alloc(64 * 1024)),
    '/oversized': (_request, response) => response.end(Buffer.alloc(64 * 1024 + 1)),
    '/bomb': (_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(50 * 1024 * 1024))),
    '/bomb-in-bomb': (_request, response) =>
      response
        .setHeader('content-encoding', 'gzip, gzip')
        .end(gzipSync(gzipSync(Buffer.alloc(50 * 1024 * 1024)))),
    '/endless': (_request, response) => pour(response, Buffer.alloc(16 * 1024)),
    '/endless-and-empty': (_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.write(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]));
      // Stored deflate blocks of length 0, none of them the last: nothing ever comes out.
      pour(response, Buffer.alloc(5 * 4096, Buffer.from([0, 0, 0, 0xff, 0xff])));
    },
    '/silent': () => undefined,
    '/stalled': (_request, response) => response.write('begun'),
    '/cut': (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('begun', () => response.destroy());
    },
    '/once': redirect(302, '/text'),
    '/thrice': redirect(302, '/twice'),
    '/twice': redirect(302, '/once'),
    '/four-times': redirect(302, '/thrice'),
    '/round': redirect(302, '/round'),
    '/nowhere': (_request, response) => response.writeHead(302).end('no location'),
    '/see-other': redirect(303, '/text'),
    '/again': redirect(307, '/text'),
    '/elsewhere': (_request, response) => redirect(302, other.url('/there'))(_request, response),
    '/elsewhere-again': (_request, response) => redirect(307, other.url('/there'))(_request, response),
  };

  beforeAll(async () => {
    server = await startServer((request, response) => routes[request.url ?? '']?.(request, response));
    other = await startServer((_request, response) => response.end('there'));
  });
  afterAll(() => Promise.all([server.close(), other.close()]));

  const get = (path: string, policy = privateAllowed) => guardedFetch({ url: server.url(path) }, policy);

  describe('answers', () => {
    it('with status, headers and body, whatever the status', async () => {
      expect(await get('/text')).toMatchObject({ status: 200, ok: true, origin: server.url('') });
      expect(text(await get('/missing'))).toBe('no');
      expect(await get('/missing')).toMatchObject({ status: 404, ok: false });
      expect((await get('/empty')).body).toHaveLength(0);
    });

    it('decompressed', async () => {
      expect(text(await get('/gzip'))).toBe('hello');
      expect(text(await get('/brotli'))).toBe('hello');
    });

    it('to what was sent: method, headers and body', async () => {
      await guardedFetch(
        { url: server.url('/text'), method: 'PUT', headers: { 'x-one': '1' }, body: '{"a":1}' },
        privateAllowed,
      );
      expect(server.requests.at(-1)).toBe('PUT /text');
      expect(server.headers.at(-1)).toMatchObject({ 'x-one': '1', 'user-agent': 'Reeve' });
      expect(server.bodies.at(-1)).toBe('{"a":1}');
    });
  });

  describe('listens to so much and no more', () => {
    it('reads a body of exactly the limit', async () => {
      expect((await get('/exactly', small)).body).toHaveLength(64 * 1024);
    });

    it.each(['/oversized', '/bomb', '/bomb-in-bomb', '/endless', '/endless-and-empty'])(
      '%s is too large',
      async (path) => {
        await expect(get(path, small)).rejects.toMatchObject({ code: 'OUTBOUND-TOO-LARGE', status: 400 });
      },
    );

    it('counts every answer of one call', async () => {
      const reading = withOutboundCall(small, async ({ fetch }) => {
        for (let request = 0; request < 3; request += 1)
          await (await fetch(server.url('/exactly'))).arrayBuffer();
      });
      await expect(reading).rejects.toMatchObject({ code: 'OUTBOUND-TOO-LARGE' });
    });

    it('refuses headers without end', async () => {
      const tcp = await startTcpServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const more = (): unknown =>
          socket.write(`x-${'a'.repeat(1000)}: b\r\n`, (error) => (error ? undefined : more()));
        more();
      });
      await expect(
        guardedFetch({ url: `http://127.0.0.1:${tcp.port}/` }, privateAllowed),
      ).rejects.toMatchObject({ code: 'OUTBOUND-TOO-LARGE' });
      await tcp.close();
    });
  });

  describe('waits so long and no longer', () => {
    it.each(['/silent', '/stalled'])('%s takes too long', async (path) => {
      await expect(get(path, brief)).rejects.toMatchObject({ code: 'OUTBOUND-TIMEOUT', status: 400 });
    });

    it('for a name', async () => {
      const lookup = (): Promise<never> => new Promise(() => undefined);
      await expect(guardedFetch({ url: 'http://slow.example/' }, { ...brief, lookup })).rejects.toMatchObject(
        { code: 'OUTBOUND-TIMEOUT' },
      );
    });

    it('for a TLS handshake', async () => {
      const tcp = await startTcpServer(() => undefined);
      await expect(guardedFetch({ url: `https://127.0.0.1:${tcp.port}/` }, brief)).rejects.toMatchObject({
        code: 'OUTBOUND-TIMEOUT',
      });
      await tcp.close();
    });

    it('for the whole call, also for work that heeds no signal', async () => {
      await expect(withOutboundCall(brief, () => new Promise(() => undefined))).rejects.toMatchObject({
        code: 'OUTBOUND-TIMEOUT',
        detail: 'There was no complete answer within 0.15 s.',
      });
    });
  });

  describe('follows redirects', () => {
    it.each(['/once', '/twice', '/thrice'])('%s', async (path) => {
      expect(text(await get(path))).toBe('hello');
    });

    it.each(['/four-times', '/round'])('at most three times: not %s', async (path) => {
      const before = server.requests.length;
      await expect(get(path)).rejects.toMatchObject({ code: 'OUTBOUND-TOO-MANY-REDIRECTS', status: 400 });
      expect(server.requests.length - before).toBe(4);
    });

    it('only where there is a location', async () => {
      expect(await get('/nowhere')).toMatchObject({ status: 302 });
    });

    it('without the credentials if to another origin', async () => {
      const headers = {
        authorization: 'Bearer s',
        cookie: 'a=b',
        'x-api-key': 's',
        accept: 'application/json',
      };
      expect(text(await guardedFetch({ url: server.url('/elsewhere'), headers }, privateAllowed))).toBe(
        'there',
      );
      expect(server.headers.at(-1)).toMatchObject(headers);
      const received = other.headers.at(-1) ?? {};
      expect(received).toMatchObject({ accept: 'application/json' });
      for (const name of ['authorization', 'cookie', 'x-api-key']) expect(received).not.toHaveProperty(name);
    });

    it('with the body within the origin, and never with it to another', async () => {
      const sending = (path: string) =>
        guardedFetch({ url: server.url(path), method: 'POST', body: 'secret' }, privateAllowed);
      await sending('/again');
      expect([server.requests.at(-1), server.bodies.at(-1)]).toEqual(['POST /text', 'secret']);
      await sending('/see-other');
      expect([server.requests.at(-1), server.bodies.at(-1)]).toEqual(['GET /text', '']);
      const before = other.requests.length;
      await expect(sending('/elsewhere-again')).rejects.toMatchObject({ code: 'OUTBOUND-REDIRECT-REFUSED' });
      expect(other.requests.length).toBe(before);
    });

    it('or not, as fetch is told', async () => {
      await withOutboundCall(privateAllowed, async ({ fetch }) => {
        const shown = await fetch(server.url('/once'), { redirect: 'manual' });
        expect([shown.status, shown.headers.get('location'), shown.url]).toEqual([
          302,
          '/text',
          server.url('/once'),
        ]);
        await expect(fetch(server.url('/once'), { redirect: 'error' })).rejects.toMatchObject({
          code: 'OUTBOUND-REDIRECT-REFUSED',
        });
      });
    });
  });

  describe('tells failures apart', () => {
    it('a port where nothing listens', async () => {
      const closed = await startServer(() => undefined);
      await closed.close();
      await expect(
        guardedFetch({ url: closed.url('/secret?key=secret') }, privateAllowed),
      ).rejects.toMatchObject({
        code: 'OUTBOUND-UNREACHABLE',
        status: 400,
        detail: `${closed.url('')} cannot be reached: it refuses the connection.`,
      });
    });

    it('a name that does not exist', async () => {
      await expect(
        guardedFetch({ url: 'http://nowhere.example/' }, { ...privateAllowed, lookup: knowing({}) }),
      ).rejects.toMatchObject({
        code: 'OUTBOUND-UNREACHABLE',
        detail: 'http://nowhere.example cannot be reached: its name cannot be resolved.',
      });
    });

    it('a name without any address', async () => {
      await expect(
        guardedFetch(
          { url: 'http://empty.example/' },
          { ...privateAllowed, lookup: knowing({ 'empty.example': [] }) },
        ),
      ).rejects.toMatchObject({ code: 'OUTBOUND-UNREACHABLE' });
    });

    it('an answer that breaks off', async () => {
      await expect(get('/cut')).rejects.toMatchObject({ code: 'OUTBOUND-UNREACHABLE' });
    });

    it('an answer that is not what it says', async () => {
      await expect(get('/not-gzip')).rejects.toMatchObject({ code: 'OUTBOUND-NOT-HTTP' });
    });

    it.each(['SSH-2.0-OpenSSH_9.6\r\n', 'HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n'])(
      'a server that speaks otherwise: %j',
      async (greeting) => {
        const tcp = await startTcpServer((socket) => socket.once('data', () => socket.end(greeting)));
        await expect(
          guardedFetch({ url: `http://127.0.0.1:${tcp.port}/` }, privateAllowed),
        ).rejects.toMatchObject({ code: 'OUTBOUND-NOT-HTTP' });
        await tcp.close();
      },
    );

    it('a port that belongs to another protocol', async () => {
      await expect(guardedFetch({ url: 'http://127.0.0.1:25/' }, privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-URL-INVALID',
      });
    });

    it('the first of several addresses does not answer, the next one does', async () => {
      const lookup = knowing({ 'two.example': ['127.0.0.3', '127.0.0.1'] });
      expect(
        text(await guardedFetch({ url: server.url('/text', 'two.example') }, { ...privateAllowed, lookup })),
      ).toBe('hello');
    });
  });

  describe('with TLS', () => {
    let certificate: Certificate;
    let secure: TestServer;
    let trusting: OutboundPolicy;

    beforeAll(async () => {
      certificate = await selfSignedCertificate('tools.example');
      secure = await startServer(
        (request, response) => {
          if (request.url === '/down') redirect(302, server.url('/text'))(request, response);
          else response.end('secure');
        },
        { certificate },
      );
      const address = ['127.0.0.1'];
      trusting = {
        ...privateAllowed,
        lookup: knowing({ 'tools.example': address, 'tools.example.': address, 'other.example': address }),
        certificateAuthorities: [certificate.cert],
      };
    });
    afterAll(() => secure.close());

    it.each(['tools.example', 'tools.example.'])('reaches %s, whose certificate is trusted', async (name) => {
      expect(text(await guardedFetch({ url: secure.url('/', name) }, trusting))).toBe('secure');
    });

    it.each([
      ['self-signed', 'tools.example', false],
      ['for another name', 'other.example', true],
      ['for a name and not for an address', '127.0.0.1', true],
    ])('refuses a certificate that is %s', async (_case, name, trusted) => {
      const policy = trusted ? trusting : { ...trusting, certificateAuthorities: [] };
      const before = secure.requests.length;
      await expect(guardedFetch({ url: secure.url('/', name) }, policy)).rejects.toMatchObject({
        code: 'OUTBOUND-TLS',
        status: 400,
      });
      expect(secure.requests.length).toBe(before);
    });

    it('checks the certificate for the host of the URL, not of a header', async () => {
      const disguised = { url: secure.url('/', 'other.example'), headers: { host: 'tools.example' } };
      await expect(guardedFetch(disguised, trusting)).rejects.toMatchObject({ code: 'OUTBOUND-TLS' });
    });

    it('refuses a server that does not speak it', async () => {
      const plain = { url: `https://127.0.0.1:${server.port}/` };
      await expect(guardedFetch(plain, privateAllowed)).rejects.toMatchObject({ code: 'OUTBOUND-TLS' });
    });

    it('tells a port where nothing listens from a bad certificate', async () => {
      const closed = await startServer(() => undefined, { certificate });
      await closed.close();
      await expect(guardedFetch({ url: closed.url('/', 'tools.example') }, trusting)).rejects.toMatchObject({
        code: 'OUTBOUND-UNREACHABLE',
      });
    });

    it('is not left by a redirect', async () => {
      const before = server.requests.length;
      await expect(
        guardedFetch({ url: secure.url('/down', 'tools.example') }, trusting),
      ).rejects.toMatchObject({
        code: 'OUTBOUND-REDIRECT-REFUSED',
      });
      expect(server.requests.length).toBe(before);
    });
  });
});

function redirect(status: number, location: string) {
  return (_request: IncomingMessage, response: ServerResponse): unknown =>
    response.writeHead(status, { location }).end();
}

/** Writes for as long as somebody reads. */
function pour(response: ServerResponse, chunk: Buffer): void {
  const more = (error?: Error | null): void => {
    if (!error && !response.destroyed) response.write(chunk, more);
  };
  more();
}
