import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundPolicy } from '../outbound-policy.js';
import { startEverythingServer, type EverythingServer } from '../testing/everything-server.js';
import { knowing, privateAllowed, privateRefused } from '../testing/policies.js';
import { startServer, type TestServer } from '../testing/test-server.js';
import { verifyMcp } from './verify-mcp.js';

describe('verifying the reference MCP server', () => {
  let everything: EverythingServer;

  beforeAll(async () => {
    everything = await startEverythingServer();
  });
  afterAll(() => everything.stop());

  it('gives its tools and ends the session', async () => {
    const { status, specs } = await verifyMcp({ url: everything.url, headers: {} }, privateAllowed);
    expect(status).toBe(true);
    expect(specs.find(({ name }) => name === 'echo')).toMatchObject({
      name: 'echo',
      description: expect.any(String) as string,
      parameters: { type: 'object', properties: { message: { type: 'string' } } },
    });
    await everything.logged('Received session termination request');
  });

  it('takes any time that is left of the request', async () => {
    const policy = { ...privateAllowed, limits: { timeoutMs: 9_749 } };
    expect((await verifyMcp({ url: everything.url, headers: {} }, policy)).status).toBe(true);
  });

  it('finds it by name, and refuses it by address', async () => {
    const url = everything.url.replace('127.0.0.1', 'mcp.internal');
    const lookup = knowing({ 'mcp.internal': ['127.0.0.1'] });
    expect((await verifyMcp({ url, headers: {} }, { ...privateAllowed, lookup })).status).toBe(true);
    await expect(verifyMcp({ url, headers: {} }, { ...privateRefused, lookup })).rejects.toMatchObject({
      code: 'OUTBOUND-ADDRESS-REFUSED',
      status: 400,
    });
  });
});

describe('verifying another MCP server', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  async function verifyAgainst(behaviour: Behaviour, policy: OutboundPolicy = privateAllowed) {
    const started = await startServer((request, response) =>
      behave(behaviour, request, response, started.bodies.at(-1) ?? ''),
    );
    server = started;
    return verifyMcp({ url: started.url('/mcp'), headers: { authorization: 'Bearer the-key' } }, policy);
  }

  const ended = () =>
    server?.requests.flatMap((line, index) =>
      line === 'DELETE /mcp' ? [server?.headers[index]?.['mcp-session-id']] : [],
    );

  it('reads its tools page by page, with the credentials in every request', async () => {
    const { specs } = await verifyAgainst({
      'tools/list': ({ cursor }) =>
        cursor === undefined ? { tools: [tool('one')], nextCursor: 'second' } : { tools: [tool('two')] },
    });
    expect(specs).toEqual([
      { name: 'one', description: null, parameters: { type: 'object' } },
      { name: 'two', description: null, parameters: { type: 'object' } },
    ]);
    expect(server?.headers.every(({ authorization }) => authorization === 'Bearer the-key')).toBe(true);
    expect(ended()).toEqual(['session-1']);
  });

  it('ends the session also when listing fails', async () => {
    await expect(
      verifyAgainst({ 'tools/list': () => new Error('credentials Bearer the-key are bad') }),
    ).rejects.toMatchObject({
      code: 'OUTBOUND-HANDSHAKE',
      status: 400,
      detail: 'The MCP handshake failed: the server answered with the MCP error -32603.',
    });
    expect(ended()).toEqual(['session-1']);
  });

  it('ends the session also when the server speaks another version', async () => {
    await expect(
      verifyAgainst({ initialize: () => ({ ...INITIALIZED, protocolVersion: '1999-01-01' }) }),
    ).rejects.toMatchObject({ code: 'OUTBOUND-HANDSHAKE' });
    expect(ended()).toEqual(['session-1']);
  });

  it('ends the session also when the server has become silent', async () => {
    const brief = { ...privateAllowed, limits: { timeoutMs: 500 } };
    await expect(verifyAgainst({ 'tools/list': () => 'silence' }, brief)).rejects.toMatchObject({
      code: 'OUTBOUND-TIMEOUT',
    });
    expect(ended()).toEqual(['session-1']);
  });

  it('stops when the tools have no end', async () => {
    const small = { ...privateAllowed, limits: { maxBytes: 100_000 } };
    await expect(
      verifyAgainst({ 'tools/list': () => ({ tools: [tool('x'.repeat(1000))], nextCursor: 'more' }) }, small),
    ).rejects.toMatchObject({ code: 'OUTBOUND-TOO-LARGE' });
    expect(ended()).toEqual(['session-1']);
  });

  it('stops when an event stream has no end', async () => {
    const small = { ...privateAllowed, limits: { maxBytes: 100_000 } };
    await expect(verifyAgainst({ 'tools/list': () => 'endless events' }, small)).rejects.toMatchObject({
      code: 'OUTBOUND-TOO-LARGE',
    });
  });

  it.each([
    ['401', 401, 'The MCP handshake failed: the server answered with status 401.'],
    ['404', 404, 'The MCP handshake failed: the server answered with status 404.'],
    ['a page', 200, 'The MCP handshake failed: the server does not answer in MCP over streamable HTTP.'],
  ])('fails with its own code when the answer is %s', async (_case, status, detail) => {
    await expect(
      verifyAgainst({ every: (response) => response.writeHead(status).end('Bearer the-key') }),
    ).rejects.toMatchObject({ code: 'OUTBOUND-HANDSHAKE', status: 400, detail });
  });

  it('fails with its own code when the answer is JSON of another kind', async () => {
    await expect(
      verifyAgainst({
        every: (response) => response.setHeader('content-type', 'application/json').end('{"hello":1}'),
      }),
    ).rejects.toMatchObject({ code: 'OUTBOUND-HANDSHAKE' });
  });

  it.each(['http://169.254.169.254/mcp', 'http://[::ffff:169.254.169.254]/mcp'])(
    'follows no redirect to %s',
    async (location) => {
      await expect(
        verifyAgainst({ every: (response) => response.writeHead(303, { location }).end() }),
      ).rejects.toMatchObject({ code: 'OUTBOUND-ADDRESS-REFUSED' });
    },
  );

  it('takes no message to another server', async () => {
    await expect(
      verifyAgainst({
        every: (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/mcp' }).end(),
      }),
    ).rejects.toMatchObject({ code: 'OUTBOUND-REDIRECT-REFUSED' });
  });

  it('is told when nothing listens', async () => {
    const closed = await startServer(() => undefined);
    await closed.close();
    await expect(verifyMcp({ url: closed.url('/mcp'), headers: {} }, privateAllowed)).rejects.toMatchObject({
      code: 'OUTBOUND-UNREACHABLE',
    });
  });
});

interface Behaviour {
  readonly every?: (response: ServerResponse) => unknown;
  readonly initialize?: () => object;
  readonly 'tools/list'?: (params: { readonly cursor?: string }) => object | 'silence' | 'endless events';
}

const INITIALIZED = {
  protocolVersion: '2025-06-18',
  capabilities: { tools: {} },
  serverInfo: { name: 'test', version: '1' },
};

const tool = (name: string) => ({ name, inputSchema: { type: 'object' } });

/** As much of an MCP server as it takes to misbehave in one point. */
function behave(
  behaviour: Behaviour,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): unknown {
  if (request.method === 'DELETE') return response.writeHead(200).end();
  if (behaviour.every !== undefined) return behaviour.every(response);
  if (request.method === 'GET') return response.writeHead(405).end();
  const { id, method, params } = JSON.parse(body) as {
    id?: number;
    method: string;
    params?: { cursor?: string };
  };
  if (id === undefined) return response.writeHead(202).end();
  response.setHeader('mcp-session-id', 'session-1');
  const result =
    method === 'initialize'
      ? (behaviour.initialize?.() ?? INITIALIZED)
      : (behaviour['tools/list']?.(params ?? {}) ?? { tools: [] });
  if (result === 'silence') return undefined;
  if (result === 'endless events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const more = (error?: Error | null): unknown =>
      error ? undefined : response.write(`: ${'x'.repeat(1000)}\n\n`, more);
    return more();
  }
  const answer = result instanceof Error ? { error: { code: -32603, message: result.message } } : { result };
  return response
    .setHeader('content-type', 'application/json')
    .end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
}
