import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startOidcProvider } from '../testing/oidc-provider.js';
import type { OidcTestProvider } from '../testing/oidc-provider.js';
import { privateAllowed, privateRefused } from '../testing/policies.js';
import { startServer } from '../testing/test-server.js';
import type { OidcClient } from './oidc-client.js';
import { askOidcAboutToken } from './oidc-token.js';

const redirect_uris = ['https://reeve.example/oauth/oidc/callback'];
const CLIENTS = [
  { client_id: 'reeve', client_secret: 'a secret between the two', redirect_uris },
  { client_id: 'phone', token_endpoint_auth_method: 'none' as const, redirect_uris },
];
const ADA = { sub: 'ada-1', email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' };

let telling: OidcTestProvider;
let silent: OidcTestProvider;
beforeAll(async () => {
  telling = await startOidcProvider(CLIENTS);
  silent = await startOidcProvider(CLIENTS, { introspection: false });
});
afterAll(() => Promise.all([telling.close(), silent.close()]));
beforeEach(() => {
  telling.person = silent.person = ADA;
});

const clientOf = (providerUrl: string, over: Partial<OidcClient> = {}): OidcClient => ({
  providerUrl,
  clientId: 'reeve',
  clientSecret: 'a secret between the two',
  authenticationMethod: '',
  redirectUri: '',
  scope: '',
  audience: '',
  ...over,
});
const ask = (provider: OidcTestProvider, token: string, over: Partial<OidcClient> = {}) =>
  askOidcAboutToken(clientOf(provider.url(''), over), token, privateAllowed);

describe('Of an access token', () => {
  it.each(['reeve', 'phone'])(
    'a provider tells whose it is, and that it was issued to %s',
    async (client) => {
      const { issuedTo, claims } = await ask(telling, await telling.accessTokenOf(client));
      expect(issuedTo).toBe(client);
      expect(claims).toMatchObject(ADA);
    },
  );

  it('one that does not introspect may tell by a claim whom it was issued to, or not at all', async () => {
    const token = await silent.accessTokenOf('phone');
    expect(await ask(silent, token)).toMatchObject({ issuedTo: null, claims: ADA });
    silent.person = { ...ADA, azp: 'phone' };
    expect((await ask(silent, token)).issuedTo).toBe('phone');
  });

  it('what introspection says comes before what a claim says', async () => {
    telling.person = { ...ADA, azp: 'reeve' };
    expect((await ask(telling, await telling.accessTokenOf('phone'))).issuedTo).toBe('phone');
  });

  it.each<[string, () => Promise<string>]>([
    ['was never issued', () => Promise.resolve('made-up')],
    ['was revoked', () => telling.accessTokenOf('reeve', { isRevoked: true })],
  ])('that %s nothing is told', async (_what, token) => {
    for (const provider of [telling, silent]) {
      await expect(ask(provider, await token())).rejects.toMatchObject({
        code: 'OUTBOUND-OIDC-REFUSED',
        status: 400,
        detail: 'The identity provider refused the sign-in: it does not take the token.',
      });
    }
  });

  it('nothing is told to a client that the provider does not know as such', async () => {
    const token = await telling.accessTokenOf('reeve');
    await expect(ask(telling, token, { clientSecret: 'wrong' })).rejects.toMatchObject({
      code: 'OUTBOUND-OIDC-REFUSED',
      detail: expect.stringContaining('credentials of the client') as string,
    });
  });

  it('only providers at addresses that may be called are asked', async () => {
    const client = clientOf('https://127.0.0.1/');
    await expect(askOidcAboutToken(client, 'token', privateRefused)).rejects.toMatchObject({
      code: 'OUTBOUND-ADDRESS-REFUSED',
    });
  });
});

describe('A provider that contradicts itself is not believed', () => {
  it.each<[string, object]>([
    ['speaks of two people', { introspect: { active: true, client_id: 'reeve', sub: 'eve' } }],
    [
      'speaks of another issuer',
      { introspect: { active: true, client_id: 'reeve', iss: 'https://evil.example' } },
    ],
    ['does not say whether the token is good', { introspect: { client_id: 'reeve' } }],
    ['tells nothing of people', { introspect: { active: true, client_id: 'reeve' }, userinfo: null }],
  ])('when it %s', async (_what, said) => {
    const answers = { userinfo: ADA, ...said } as Readonly<Record<string, object | null>>;
    const server = await startServer((request, response) => {
      const path = (request.url ?? '').slice(1);
      const issuer = server.url('');
      const about = {
        issuer,
        introspection_endpoint: server.url('/introspect'),
        ...(answers['userinfo'] === null ? {} : { userinfo_endpoint: server.url('/userinfo') }),
      };
      const body = answers[path] ?? about;
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
    try {
      await expect(
        askOidcAboutToken(clientOf(server.url('')), 'token', privateAllowed),
      ).rejects.toMatchObject({ code: 'OUTBOUND-OIDC-INVALID', status: 400 });
    } finally {
      await server.close();
    }
  });
});
