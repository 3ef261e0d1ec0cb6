import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundPolicy } from '../outbound-policy.js';
import { privateAllowed, privateRefused } from '../testing/policies.js';
import { startServer, type TestServer } from '../testing/test-server.js';
import { documentUrl, verifyOpenApi } from './verify-openapi.js';

const DOCUMENT = { openapi: '3.1.0', info: { title: 'Tools', version: '1' }, paths: { '/a': { get: {} } } };
const YAML = 'openapi: 3.1.0\ninfo: {title: Tools, version: "1"}\npaths:\n  /a:\n    get: {}\n';

describe('verifying an OpenAPI server', () => {
  let server: TestServer;
  const bodies: Record<string, string> = {
    '/openapi.json': JSON.stringify(DOCUMENT),
    '/openapi.yaml': YAML,
    '/page': '<html></html>',
    '/hostile-list.yaml': `openapi: [${'1,'.repeat(4_000_000)}1]`,
    '/hostile-nest.yaml': `openapi: ${'{'.repeat(2_000_000)}`,
    '/hostile-pairs.yaml': Array.from({ length: 700_000 }, (_, i) => `k${i}: v\n`).join(''),
  };

  beforeAll(async () => {
    server = await startServer((request, response) => {
      const body = bodies[request.url ?? ''];
      if (request.url === '/moved.json') response.writeHead(301, { location: '/openapi.json' }).end();
      else if (body === undefined) response.writeHead(404).end('no');
      else response.setHeader('content-type', 'text/plain').end(body);
    });
  });
  afterAll(() => server.close());

  const verify = (path: string, policy: OutboundPolicy = privateAllowed) =>
    verifyOpenApi({ url: server.url(''), path, headers: { authorization: 'Bearer k' } }, policy);

  it.each(['openapi.json', '/openapi.json', '/openapi.yaml', '/moved.json'])(
    'gives the document at %s',
    async (path) => {
      expect(await verify(path)).toEqual(DOCUMENT);
      expect(server.headers.at(-1)).toMatchObject({ authorization: 'Bearer k' });
    },
  );

  it('gives the document of a path that is an address of its own', async () => {
    const path = server.url('/openapi.json');
    expect(await verifyOpenApi({ url: 'http://unused.example', path, headers: {} }, privateAllowed)).toEqual(
      DOCUMENT,
    );
  });

  it.each([
    ['/page', 'OUTBOUND-NOT-A-DOCUMENT'],
    ['/missing', 'OUTBOUND-STATUS'],
  ])('of %s fails with %s', async (path, code) => {
    await expect(verify(path)).rejects.toMatchObject({ code, status: 400 });
  });

  it('at a refused address fails', async () => {
    await expect(verify('/openapi.json', privateRefused)).rejects.toMatchObject({
      code: 'OUTBOUND-ADDRESS-REFUSED',
    });
  });

  it.each(['/hostile-list.yaml', '/hostile-nest.yaml', '/hostile-pairs.yaml'])(
    'ends at the deadline however long %s keeps the parser busy, and leaves the process responsive',
    async (path) => {
      let turns = 0;
      const turn = setInterval(() => (turns += 1), 10);
      const limited = { ...privateAllowed, limits: { timeoutMs: 1_000 } };
      await expect(verify(path, limited)).rejects.toMatchObject({
        code: expect.stringMatching(/^OUTBOUND-(TIMEOUT|TOO-LARGE|NOT-A-DOCUMENT)$/) as string,
      });
      clearInterval(turn);
      expect(turns).toBeGreaterThan(10);
    },
  );
});

describe('the URL of the document', () => {
  it.each([
    ['http://a.example', 'openapi.json', 'http://a.example/openapi.json'],
    ['http://a.example/', '/openapi.json', 'http://a.example/openapi.json'],
    ['http://a.example/v1', 'openapi.json', 'http://a.example/v1/openapi.json'],
    ['http://a.example', 'https://b.example/doc', 'https://b.example/doc'],
  ])('for %s and %s is %s', (url, path, expected) => {
    expect(documentUrl(url, path)).toBe(expected);
  });
});
