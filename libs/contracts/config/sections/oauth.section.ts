import { address, boolean, choice, limit, secret, separated, string } from '../fields.js';
import { section } from '../section.js';

/** Nothing is asked for: what is absent or null stays as it is (reference 6). */
const kept = { absent: 'unchanged', nullMeans: 'unchanged' } as const;
const at = (name: string, env: string) => ({ ...kept, path: `oauth.${name}`, env });

export const oauth = section('oauth', {
  title: 'OAuth',
  route: 'api/v1/auths/admin/config/oauth',
  isPublic: false,
  fields: {
    ENABLE_OAUTH: boolean(true, at('enable', 'ENABLE_OAUTH')),
    ENABLE_OAUTH_SIGNUP: boolean(false, at('enable_signup', 'ENABLE_OAUTH_SIGNUP')),
    OAUTH_MERGE_ACCOUNTS_BY_EMAIL: boolean(
      false,
      at('merge_accounts_by_email', 'OAUTH_MERGE_ACCOUNTS_BY_EMAIL'),
    ),
    OAUTH_AUTO_REDIRECT: boolean(false, at('auto_redirect', 'OAUTH_AUTO_REDIRECT')),
    OAUTH_ALLOWED_DOMAINS: separated('*', at('allowed_domains', 'OAUTH_ALLOWED_DOMAINS')),
    /** JSON text of a list (reference 11.4). */
    OAUTH_BLOCKED_GROUPS: string('[]', at('blocked_groups', 'OAUTH_BLOCKED_GROUPS')),
    ENABLE_OAUTH_ROLE_MANAGEMENT: boolean(false, at('enable_role_mapping', 'ENABLE_OAUTH_ROLE_MANAGEMENT')),
    OAUTH_ROLES_CLAIM: string('roles', at('roles_claim', 'OAUTH_ROLES_CLAIM')),
    OAUTH_ADMIN_ROLES: separated('admin', at('admin_roles', 'OAUTH_ADMIN_ROLES')),
    OAUTH_ALLOWED_ROLES: separated('user,admin', at('allowed_roles', 'OAUTH_ALLOWED_ROLES')),
    ENABLE_OAUTH_GROUP_MANAGEMENT: boolean(
      false,
      at('enable_group_mapping', 'ENABLE_OAUTH_GROUP_MANAGEMENT'),
    ),
    ENABLE_OAUTH_GROUP_CREATION: boolean(false, at('enable_group_creation', 'ENABLE_OAUTH_GROUP_CREATION')),
    OAUTH_GROUP_CLAIM: string('groups', {
      ...kept,
      path: 'oauth.group_claim',
      env: ['OAUTH_GROUPS_CLAIM', 'OAUTH_GROUP_CLAIM'],
    }),
    OAUTH_GROUP_DEFAULT_SHARE: choice(
      [true, false, 'members'],
      true,
      at('group_default_share', 'OAUTH_GROUP_DEFAULT_SHARE'),
    ),
    OAUTH_PROVIDER_NAME: string('SSO', at('provider_name', 'OAUTH_PROVIDER_NAME')),
    OPENID_PROVIDER_URL: address('', at('provider_url', 'OPENID_PROVIDER_URL')),
    OAUTH_CLIENT_ID: string('', at('client_id', 'OAUTH_CLIENT_ID')),
    OAUTH_CLIENT_SECRET: secret('', {
      ...at('client_secret', 'OAUTH_CLIENT_SECRET'),
      sentTo: ['OPENID_PROVIDER_URL'],
    }),
    OPENID_REDIRECT_URI: string('', at('redirect_uri', 'OPENID_REDIRECT_URI')),
    OAUTH_SCOPES: string('openid email profile', at('scopes', 'OAUTH_SCOPES')),
    OAUTH_CODE_CHALLENGE_METHOD: choice(
      ['', 'S256'],
      '',
      at('code_challenge_method', 'OAUTH_CODE_CHALLENGE_METHOD'),
    ),
    OAUTH_TOKEN_ENDPOINT_AUTH_METHOD: choice(
      ['', 'client_secret_basic', 'client_secret_post', 'none'],
      '',
      at('token_endpoint_auth_method', 'OAUTH_TOKEN_ENDPOINT_AUTH_METHOD'),
    ),
    OPENID_END_SESSION_ENDPOINT: address('', at('end_session_endpoint', 'OPENID_END_SESSION_ENDPOINT')),
    OAUTH_TIMEOUT: limit(at('timeout', 'OAUTH_TIMEOUT')),
    OAUTH_CLIENT_TIMEOUT: limit(at('client.timeout', 'OAUTH_CLIENT_TIMEOUT')),
    OAUTH_EMAIL_CLAIM: string('email', at('email_claim', 'OAUTH_EMAIL_CLAIM')),
    OAUTH_USERNAME_CLAIM: string('name', at('username_claim', 'OAUTH_USERNAME_CLAIM')),
    OAUTH_PICTURE_CLAIM: string('picture', at('picture_claim', 'OAUTH_PICTURE_CLAIM')),
    OAUTH_SUB_CLAIM: string('', at('sub_claim', 'OAUTH_SUB_CLAIM')),
    OAUTH_AUDIENCE: string('', at('audience', 'OAUTH_AUDIENCE')),
    OAUTH_UPDATE_EMAIL_ON_LOGIN: boolean(false, at('update_email_on_login', 'OAUTH_UPDATE_EMAIL_ON_LOGIN')),
    OAUTH_UPDATE_NAME_ON_LOGIN: boolean(false, at('update_name_on_login', 'OAUTH_UPDATE_NAME_ON_LOGIN')),
    OAUTH_UPDATE_PICTURE_ON_LOGIN: boolean(
      false,
      at('update_picture_on_login', 'OAUTH_UPDATE_PICTURE_ON_LOGIN'),
    ),
    OAUTH_REFRESH_TOKEN_INCLUDE_SCOPE: boolean(
      false,
      at('refresh_token.include_scope', 'OAUTH_REFRESH_TOKEN_INCLUDE_SCOPE'),
    ),
    /** What is stored here always wins over the environment. */
    ENABLE_OAUTH_PERSISTENT_CONFIG: boolean(true, { fixed: true }),
  },
});
