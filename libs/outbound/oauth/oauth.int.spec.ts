import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startOAuthProvider } from '../testing/oauth-provider.js';
import { privateAllowed, privateRefused } from '../testing/policies.js';
import { startServer, type TestServer } from '../testing/test-server.js';
import { findAuthorizationServer } from './authorization-server.js';
import { discoverOAuth } from './discover-oauth.js';
import { registerOAuthClient, type OAuthClientRequest } from './register-oauth-client.js';

const REDIRECT_URI = 'https://reeve.example/oauth/clients/mcp:tools/callback';

const clientOf = (url: string, over: Partial<OAuthClientRequest> = {}): OAuthClientRequest => ({
  url,
  clientId: 'tools',
  clientName: 'Reeve',
  redirectUri: REDIRECT_URI,
  ...over,
});

describe('OAuth with a real provider', () => {
  let provider: TestServer;
  let unregistering: TestServer;
  const servers: TestServer[] = [];

  beforeAll(async () => {
    provider = await startOAuthProvider();
    unregistering = await startOAuthProvider({ registration: false });
  });
  afterAll(() => Promise.all([provider.close(), unregistering.close()]));
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  /** An MCP server that answers 401 and names its authorization server, as RFC 9728 has it. */
  async function mcpServer({
    hinted = true,
    authorizationServer = provider.url(''),
  } = {}): Promise<TestServer> {
    const place = hinted ? '/where/it/says' : '/.well-known/oauth-protected-resource/mcp';
    const server = await startServer((request, response) => {
      if (request.url === place) {
        response.setHeader('content-type', 'application/json').end(
          JSON.stringify({
            resource: server.url('/mcp'),
            authorization_servers: [authorizationServer],
            scopes_supported: ['openid', 'offline_access'],
          }),
        );
      } else if (request.url === '/mcp') {
        const hint = hinted ? { 'www-authenticate': `Bearer resource_metadata="${server.url(place)}"` } : {};
        response.writeHead(401, hint).end();
      } else response.writeHead(404).end();
    });
    servers.push(server);
    return server;
  }

  async function answering(
    path: string,
    body: string,
    contentType = 'application/json',
  ): Promise<TestServer> {
    const server = await startServer((request, response) => {
      if (request.url === path) response.setHeader('content-type', contentType).end(body);
      else response.writeHead(404).end();
    });
    servers.push(server);
    return server;
  }

  describe('discovery', () => {
    it.each([true, false])('by way of the MCP server (hint in its 401: %s)', async (hinted) => {
      const mcp = await mcpServer({ hinted });
      expect(await discoverOAuth(mcp.url('/mcp'), privateAllowed)).toMatchObject({
        status: true,
        oauth_server_metadata: {
          issuer: provider.url(''),
          registration_endpoint: provider.url('/reg'),
          token_endpoint: provider.url('/token'),
        },
      });
    });

    it('of the authorization server itself', async () => {
      expect(await discoverOAuth(provider.url(''), privateAllowed)).toMatchObject({
        oauth_server_metadata: { issuer: provider.url('') },
      });
    });

    it('where there is none', async () => {
      const server = await answering('/nothing', '');
      await expect(discoverOAuth(server.url('/mcp'), privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-OAUTH-DISCOVERY-FETCH',
        status: 400,
      });
    });

    it.each(['<html>', '{"issuer":1}', '{}'])('where the document is %s', async (body) => {
      const server = await answering('/.well-known/oauth-authorization-server', body);
      await expect(discoverOAuth(server.url('/mcp'), privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-OAUTH-DISCOVERY-PARSE',
        status: 400,
      });
    });

    it('at a refused address', async () => {
      await expect(discoverOAuth(provider.url(''), privateRefused)).rejects.toMatchObject({
        code: 'OUTBOUND-ADDRESS-REFUSED',
      });
    });

    it('that an MCP server leads to a refused address', async () => {
      const mcp = await mcpServer({ authorizationServer: 'http://169.254.169.254/' });
      await expect(discoverOAuth(mcp.url('/mcp'), privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-ADDRESS-REFUSED',
      });
    });
  });

  describe('registration', () => {
    it('by way of the MCP server', async () => {
      const mcp = await mcpServer();
      const client = await registerOAuthClient(clientOf(mcp.url('/mcp')), privateAllowed);
      expect(client).toMatchObject({
        client_id: expect.stringMatching(/.+/) as string,
        client_secret: expect.stringMatching(/.+/) as string,
        client_name: 'Reeve',
        redirect_uris: [REDIRECT_URI],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        scope: 'openid offline_access',
        issuer: provider.url(''),
        server_metadata: { token_endpoint: provider.url('/token') },
        resource: mcp.url('/mcp'),
      });
      expect(client['client_id']).not.toBe('tools');
    });

    it('with the authorization server and the scope that are given', async () => {
      const client = await registerOAuthClient(
        clientOf('http://unused.example', {
          oauthServerUrl: provider.url(''),
          oauthScope: 'openid,offline_access',
        }),
        privateAllowed,
      );
      expect(client).toMatchObject({
        scope: 'openid offline_access',
        issuer: provider.url(''),
        resource: null,
      });
    });

    it('is left out for a client that has its secret', async () => {
      const before = provider.requests.length;
      const client = await registerOAuthClient(
        clientOf(provider.url(''), { clientSecret: 'its-secret', oauthScope: 'openid' }),
        privateAllowed,
      );
      expect(client).toMatchObject({
        client_id: 'tools',
        client_secret: 'its-secret',
        redirect_uris: [REDIRECT_URI],
        scope: 'openid',
        issuer: provider.url(''),
        server_metadata: { authorization_endpoint: provider.url('/auth') },
      });
      expect(provider.requests.slice(before).filter((line) => line.startsWith('POST'))).toEqual([]);
    });

    it('is not offered by every server', async () => {
      await expect(
        registerOAuthClient(clientOf(unregistering.url('')), privateAllowed),
      ).rejects.toMatchObject({
        code: 'OUTBOUND-OAUTH-REGISTRATION-UNSUPPORTED',
        status: 400,
      });
    });

    it('is refused by the server, which says why', async () => {
      const request = clientOf(provider.url(''), { redirectUri: 'not a URI' });
      await expect(registerOAuthClient(request, privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-OAUTH-REGISTRATION-REFUSED',
        status: 400,
        detail: `${provider.url('')} did not register the client: invalid_redirect_uri.`,
      });
    });

    it('is not made with metadata of another issuer', async () => {
      const metadata = JSON.stringify({
        issuer: 'https://other.example',
        registration_endpoint: provider.url('/reg'),
      });
      const server = await answering('/.well-known/oauth-authorization-server', metadata);
      await expect(registerOAuthClient(clientOf(server.url('')), privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-OAUTH-DISCOVERY-PARSE',
      });
    });

    it('is not made at a refused address, wherever it is named', async () => {
      await expect(registerOAuthClient(clientOf(provider.url('')), privateRefused)).rejects.toMatchObject({
        code: 'OUTBOUND-ADDRESS-REFUSED',
      });
      const server = await startServer((request, response) => {
        if (request.url !== '/.well-known/oauth-authorization-server') response.writeHead(404).end();
        else {
          response.setHeader('content-type', 'application/json').end(
            JSON.stringify({
              issuer: server.url(''),
              registration_endpoint: 'http://169.254.169.254/register',
            }),
          );
        }
      });
      servers.push(server);
      await expect(registerOAuthClient(clientOf(server.url('')), privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-ADDRESS-REFUSED',
      });
    });

    it('needs https where private addresses are not allowed', async () => {
      const fetch = () => Promise.reject(new Error('nothing may be sent'));
      await expect(
        findAuthorizationServer(['http://idp.example/'], fetch, privateRefused),
      ).rejects.toMatchObject({ code: 'OUTBOUND-OAUTH-INSECURE', status: 400 });
    });

    it('has no document to go by', async () => {
      const server = await answering('/nothing', '');
      await expect(registerOAuthClient(clientOf(server.url('/mcp')), privateAllowed)).rejects.toMatchObject({
        code: 'OUTBOUND-OAUTH-DISCOVERY-FETCH',
      });
    });
  });
});
