import { startOidcProvider } from '@reeve/outbound/testing';
import type { OidcTestProvider } from '@reeve/outbound/testing';
import { expect } from 'vitest';
import type { Answer } from './client.js';
import type { Installation } from './installation.js';

const CLIENT_SECRET = 'what Reeve and the provider know';
const CONFIGURATION = '/api/v1/auths/admin/config/oauth';

/** An identity provider that an installation signs people in with. Its person is whoever comes next. */
export interface IdentityProvider {
  readonly provider: OidcTestProvider;
  /** Has administrators name it. */
  configure(): Promise<void>;
  /** To the provider and back to where Reeve has it send browsers. @returns what comes with the browser: a path, and its cookie. */
  goAndReturn(
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly path: string; readonly cookie: string }>;
  /** The same, and in: what Reeve answers the browser with. */
  signIn(): Promise<Answer>;
}

/** A real one. @param origin where browsers reach Reeve, and are sent back to. */
export async function startIdentityProvider(
  installation: Installation,
  origin: string,
): Promise<IdentityProvider> {
  const callback = `${origin}/oauth/oidc/callback`;
  installation.secrets.remember(CLIENT_SECRET);
  const provider = await startOidcProvider([
    { client_id: 'reeve', client_secret: CLIENT_SECRET, redirect_uris: [callback] },
  ]);
  const goAndReturn: IdentityProvider['goAndReturn'] = async (headers = {}) => {
    const login = await installation.anyone.get('/oauth/oidc/login', headers);
    expect(login.status).toBe(302);
    const set = login.header('set-cookie') ?? '';
    expect(set).toMatch(/^oauth_flow=[\w.-]+; HttpOnly; Path=\/oauth; SameSite=lax; Max-Age=600$/);
    const back = new URL(await provider.signIn(login.header('location') ?? ''));
    expect(`${back.origin}${back.pathname}`).toBe(callback);
    return { path: `${back.pathname}${back.search}`, cookie: set.split(';')[0] ?? '' };
  };
  return {
    provider,
    goAndReturn,
    configure: async () => {
      const settings = {
        OPENID_PROVIDER_URL: provider.url('/.well-known/openid-configuration'),
        OAUTH_CLIENT_ID: 'reeve',
        OAUTH_CLIENT_SECRET: CLIENT_SECRET,
        OAUTH_PROVIDER_NAME: 'Example',
        ENABLE_OAUTH_SIGNUP: true,
      };
      expect((await installation.admin.post(CONFIGURATION, settings)).status).toBe(200);
    },
    signIn: async () => {
      const { path, cookie } = await goAndReturn();
      return await installation.anyone.get(path, { cookie });
    },
  };
}

/** The value of a cookie that is set, empty when it is not. */
export function cookieIn(answer: Answer, name: string): string {
  return new RegExp(`(?:^|[ ,])${name}=([^;]+); `).exec(answer.header('set-cookie') ?? '')?.[1] ?? '';
}
