import { OIDC_PROVIDER, usersErrors } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { OidcClient, OutboundPolicy } from '@reeve/outbound';
import type { OAuthSettings, SettingsInForce } from './admin-settings.js';

/** Kept of the call's time for all that follows the provider's answers. */
const AFTERWARDS_MS = 2_000;
const MAX_WAIT_MS = 10_000;

/** Names of providers that people may sign in with, by what routes call them. */
export function oauthProviders({ oauth }: SettingsInForce): Readonly<Record<string, string>> {
  return isConfigured(oauth) ? { [OIDC_PROVIDER]: oauth.OAUTH_PROVIDER_NAME } : {};
}

/** @throws ReeveError `USERS-OAUTH-PROVIDER-UNKNOWN` 404. */
export function oidcClient({ oauth }: SettingsInForce, provider: string, redirectUri: string): OidcClient {
  if (provider !== OIDC_PROVIDER || !isConfigured(oauth)) throw usersErrors.oauthProviderUnknown();
  return {
    providerUrl: oauth.OPENID_PROVIDER_URL,
    clientId: oauth.OAUTH_CLIENT_ID,
    clientSecret: oauth.OAUTH_CLIENT_SECRET,
    authenticationMethod: oauth.OAUTH_TOKEN_ENDPOINT_AUTH_METHOD,
    redirectUri,
    scope: oauth.OAUTH_SCOPES,
    audience: oauth.OAUTH_AUDIENCE,
  };
}

/** Where the provider sends people back to. @param origin that Reeve is reached at, where the settings do not say. */
export function redirectUri({ admin, oauth }: SettingsInForce, origin: string): string {
  if (oauth.OPENID_REDIRECT_URI !== '') return oauth.OPENID_REDIRECT_URI;
  const base = admin.WEBUI_URL === '' ? origin : admin.WEBUI_URL;
  return `${base.replace(/\/+$/, '')}/oauth/${OIDC_PROVIDER}/callback`;
}

/** The policy with the time that there is for the provider. */
export function withinTime(
  policy: OutboundPolicy,
  { OAUTH_TIMEOUT }: OAuthSettings,
  { deadline }: CallContext,
): OutboundPolicy {
  const most = OAUTH_TIMEOUT === '' ? MAX_WAIT_MS : Math.min(MAX_WAIT_MS, OAUTH_TIMEOUT * 1000);
  const timeoutMs = Math.max(1, Math.min(most, deadline - Date.now() - AFTERWARDS_MS));
  return { ...policy, limits: { ...policy.limits, timeoutMs } };
}

/** A public client has no secret; who means to be one says so by asking for PKCE, as with Open WebUI. */
function isConfigured({
  ENABLE_OAUTH,
  OAUTH_CLIENT_ID,
  OAUTH_CLIENT_SECRET,
  OAUTH_CODE_CHALLENGE_METHOD,
  OPENID_PROVIDER_URL,
}: OAuthSettings): boolean {
  const isClient = OAUTH_CLIENT_SECRET !== '' || OAUTH_CODE_CHALLENGE_METHOD !== '';
  return ENABLE_OAUTH && OAUTH_CLIENT_ID !== '' && OPENID_PROVIDER_URL !== '' && isClient;
}
