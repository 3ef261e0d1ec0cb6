import { address, choice, limit, secret, string } from '../../fields.js';
import { keptAt } from './kept-at.js';

const AUTH_METHODS = ['', 'client_secret_basic', 'client_secret_post', 'none'];

/** Who answers for people, and how it is asked. */
export const provider = {
  OAUTH_PROVIDER_NAME: string('SSO', keptAt('provider_name')),
  OPENID_PROVIDER_URL: address('', keptAt('provider_url')),
  OAUTH_CLIENT_ID: string('', keptAt('client_id')),
  OAUTH_CLIENT_SECRET: secret('', { ...keptAt('client_secret'), sentTo: ['OPENID_PROVIDER_URL'] }),
  OPENID_REDIRECT_URI: string('', keptAt('redirect_uri')),
  OAUTH_SCOPES: string('openid email profile', keptAt('scopes')),
  OAUTH_CODE_CHALLENGE_METHOD: choice(['', 'S256'], '', keptAt('code_challenge_method')),
  OAUTH_TOKEN_ENDPOINT_AUTH_METHOD: choice(AUTH_METHODS, '', keptAt('token_endpoint_auth_method')),
  OPENID_END_SESSION_ENDPOINT: address('', keptAt('end_session_endpoint')),
  OAUTH_TIMEOUT: limit(keptAt('timeout')),
  OAUTH_CLIENT_TIMEOUT: limit(keptAt('client.timeout')),
};
