import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { ClientMetadata } from 'oidc-provider';
import { startServer, type TestServer } from './test-server.js';

export interface OidcTestProvider extends TestServer {
  /** Who signs in from now on: `sub`, and what else the provider says of them. Undefined: somebody who changes their mind. */
  person: Readonly<Record<string, unknown> & { sub: string }> | undefined;
  /** Takes a browser through the provider. @returns the address that it is sent back to. */
  signIn(authorizationUrl: string): Promise<string>;
  /** An access token of {@link OidcTestProvider.person}, as one of its clients has it. */
  accessTokenOf(clientId: string, options?: { readonly isRevoked?: boolean }): Promise<string>;
}

/**
 * A real `oidc-provider` that asks nobody anything: whoever comes is {@link OidcTestProvider.person}.
 *
 * @param options.introspection whether it tells of tokens (RFC 7662).
 */
export async function startOidcProvider(
  clients: readonly ClientMetadata[],
  { introspection = true }: { readonly introspection?: boolean } = {},
): Promise<OidcTestProvider> {
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const server = await startServer((request, response) => void handle(request, response), { bodies: false });
  const provider = new Provider(server.url(''), {
    clients: [...clients],
    claims: {
      openid: ['sub', 'roles', 'groups', 'azp'],
      email: ['email', 'email_verified'],
      profile: ['name', 'picture'],
    },
    features: { devInteractions: { enabled: false }, introspection: { enabled: introspection } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ ...testProvider.person, sub: accountId }),
    }),
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { params } = await provider.interactionDetails(request, response);
    const { person } = testProvider;
    if (person === undefined) {
      const refusal = { error: 'access_denied', error_description: 'They changed their mind' };
      await provider.interactionFinished(request, response, refusal);
      return;
    }
    const grant = new provider.Grant({ accountId: person.sub, clientId: String(params['client_id']) });
    grant.addOIDCScope(SCOPE);
    const result = { login: { accountId: person.sub }, consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result);
  };
  const callback = provider.callback();
  handle = (request, response) =>
    request.url?.startsWith('/interaction/') === true
      ? answer(request, response)
      : callback(request, response);
  const testProvider: OidcTestProvider = {
    ...server,
    person: undefined,
    signIn: (url) => signIn(url, new URL(server.url('')).origin),
    accessTokenOf: async (clientId, { isRevoked = false } = {}) => {
      const client = await provider.Client.find(clientId);
      const accountId = testProvider.person?.sub;
      if (client === undefined || accountId === undefined)
        throw new Error('There is nobody to have a token of');
      const grant = new provider.Grant({ accountId, clientId });
      grant.addOIDCScope(SCOPE);
      const grantId = await grant.save();
      const token = new provider.AccessToken({ accountId, client, grantId, gty: '', scope: SCOPE });
      const value = await token.save();
      if (isRevoked) await token.destroy();
      return value;
    },
  };
  return testProvider;
}

const SCOPE = 'openid email profile';
const MOST_HOPS = 10;

/** A browser that has never been there: it keeps cookies, and follows redirects for as long as they stay at the provider. */
async function signIn(authorizationUrl: string, origin: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = authorizationUrl;
  for (let hop = 0; hop < MOST_HOPS && new URL(url).origin === origin; hop++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null)
      throw new Error(`${url} answered ${String(answer.status)}: ${await answer.text()}`);
    url = new URL(location, url).href;
  }
  return url;
}
