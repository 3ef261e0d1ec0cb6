import { afterEach, describe, expect, it } from 'vitest';
import { privateAllowed, privateRefused } from '../testing/policies.js';
import { startServer, type TestServer } from '../testing/test-server.js';
import { callTerminalServer } from './call-terminal-server.js';
import { verifyTerminalServer } from './verify-terminal-server.js';

const headers = { authorization: 'Bearer k' };

describe('a terminal server', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  /** Answers the given paths with status and body, every other with 404. */
  async function serving(answers: Readonly<Record<string, readonly [number, string]>>): Promise<TestServer> {
    server = await startServer((request, response) => {
      const [status, body] = answers[request.url ?? ''] ?? [404, 'no'];
      response.writeHead(status).end(body);
    });
    return server;
  }

  describe('is verified', () => {
    it.each([
      ['/api/v1/policies', 'orchestrator'],
      ['/api/config', 'terminal'],
    ])('by %s as %s', async (path, type) => {
      const { url, headers: received } = await serving({ [path]: [200, '{}'] });
      expect(await verifyTerminalServer({ url: `${url('')}//`, headers }, privateAllowed)).toEqual({
        status: true,
        type,
      });
      expect(received.at(-1)).toMatchObject(headers);
    });

    it('as an orchestrator if it is both', async () => {
      const { url } = await serving({ '/api/v1/policies': [200, '[]'], '/api/config': [200, '{}'] });
      expect(await verifyTerminalServer({ url: url(''), headers }, privateAllowed)).toMatchObject({
        type: 'orchestrator',
      });
    });

    it('and may be neither', async () => {
      const { url } = await serving({ '/api/v1/policies': [401, ''], '/api/config': [500, ''] });
      await expect(verifyTerminalServer({ url: url(''), headers }, privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-NOT-A-TERMINAL-SERVER',
        status: 400,
      });
    });

    it('only with a URL, and one that may be called', async () => {
      await expect(verifyTerminalServer({ url: ' ', headers }, privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-URL-INVALID',
        detail: 'The URL is missing.',
      });
      const { url } = await serving({});
      await expect(verifyTerminalServer({ url: url(''), headers }, privateRefused)).rejects.toMatchObject({
        code: 'OUTBOUND-ADDRESS-REFUSED',
      });
    });
  });

  describe('is called', () => {
    it.each([
      ['policy', '/api/v1/policies/p%2F1', 'policy_data'],
      ['lifecycle', '/api/v1/policies/p%2F1/lifecycle', 'lifecycle_data'],
    ] as const)('to read and to write a %s', async (operation, path, data) => {
      const {
        url,
        requests,
        bodies,
        headers: received,
      } = await serving({ [path]: [200, '{"stored":true}'] });
      const body = { url: url('/'), policy_id: 'p/1' };
      const stored = { status: 200, body: { stored: true } };
      expect(await callTerminalServer({ operation, body, headers }, privateAllowed)).toEqual(stored);
      expect(
        await callTerminalServer({ operation, body: { ...body, [data]: null }, headers }, privateAllowed),
      ).toEqual(stored);
      expect(
        await callTerminalServer(
          { operation, body: { ...body, [data]: { cpu: 2 } }, headers },
          privateAllowed,
        ),
      ).toEqual(stored);
      expect(requests).toEqual([`GET ${path}`, `GET ${path}`, `PUT ${path}`]);
      expect(bodies.at(-1)).toBe('{"cpu":2}');
      expect(received.at(-1)).toMatchObject({ ...headers, 'content-type': 'application/json' });
    });

    it.each([
      [{}, { only_idle: true, reset: false }],
      [
        { only_idle: false, reset: true, user_id: 'u', policy_id: 'p' },
        { only_idle: false, reset: true, user_id: 'u', policy_id: 'p' },
      ],
      [
        { user_id: null, policy_id: '' },
        { only_idle: true, reset: false },
      ],
    ])('to refresh terminals with %j', async (given, sent) => {
      const { url, requests, bodies } = await serving({
        '/api/v1/terminals/refresh': [200, '{"refreshed":3}'],
      });
      const call = { operation: 'refresh', body: { url: url(''), ...given }, headers } as const;
      expect(await callTerminalServer(call, privateAllowed)).toEqual({ status: 200, body: { refreshed: 3 } });
      expect(requests).toEqual(['POST /api/v1/terminals/refresh']);
      expect(JSON.parse(bodies.at(-1) ?? '')).toEqual(sent);
    });

    it.each([
      [404, '{"detail":"Policy not found"}', { detail: 'Policy not found' }],
      [503, 'x'.repeat(5_000), 'x'.repeat(2_000)],
    ])('and its status %i is passed on', async (status, sent, body) => {
      const { url } = await serving({ '/api/v1/policies/p': [status, sent] });
      const call = { operation: 'policy', body: { url: url(''), policy_id: 'p' }, headers } as const;
      expect(await callTerminalServer(call, privateAllowed)).toEqual({ status, body });
    });

    it('and must answer a success in JSON', async () => {
      const { url } = await serving({ '/api/v1/policies/p': [200, '<html>'] });
      const call = { operation: 'policy', body: { url: url(''), policy_id: 'p' }, headers } as const;
      await expect(callTerminalServer(call, privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-NOT-JSON',
        status: 400,
      });
    });

    it.each([undefined, '', '.', '..', 7])('for no policy with the id %j', async (id) => {
      const { url, requests } = await serving({});
      const body = { url: url(''), ...(id === undefined ? {} : { policy_id: id }) };
      await expect(
        callTerminalServer({ operation: 'policy', body, headers }, privateAllowed),
      ).rejects.toMatchObject({ code: 'OUTBOUND-REQUEST-INVALID', status: 400 });
      expect(requests).toEqual([]);
    });

    it('only with a URL', async () => {
      await expect(
        callTerminalServer({ operation: 'refresh', body: {}, headers }, privateAllowed),
      ).rejects.toMatchObject({ code: 'OUTBOUND-URL-INVALID' });
    });
  });
});
