import type { JsonObject } from '@reeve/contracts';
import type { SecretMaker, SectionSample } from './section-samples.js';

/** The sections that say who may come in and how, with the reference's defaults, types and issues (sections 6 and 11.4). */
export function identitySamples(
  secrets: Pick<SecretMaker, 'make'>,
): readonly (Omit<SectionSample, 'answer'> & { readonly answer?: JsonObject })[] {
  return [admin(), ldap(), ldapServer(secrets), oauth(secrets), webhook(secrets)];
}

/** What every generation sends. */
export const ADMIN_CONFIG_OF_S = {
  SHOW_ADMIN_DETAILS: true,
  WEBUI_URL: '',
  ENABLE_SIGNUP: false,
  ENABLE_API_KEYS: false,
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: false,
  API_KEYS_ALLOWED_ENDPOINTS: '',
  DEFAULT_USER_ROLE: 'pending',
  DEFAULT_GROUP_ID: '',
  JWT_EXPIRES_IN: '4w',
  ENABLE_COMMUNITY_SHARING: true,
  ENABLE_MESSAGE_RATING: true,
  ENABLE_FOLDERS: true,
  ENABLE_CHANNELS: false,
  ENABLE_NOTES: true,
  ENABLE_USER_WEBHOOKS: false,
} as const;

/** Every field whose change ends no session. */
const ADMIN_CHANGE = {
  SHOW_ADMIN_DETAILS: false,
  WEBUI_URL: 'https://chat.example.com',
  ENABLE_SIGNUP: true,
  ENABLE_API_KEYS: true,
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: true,
  API_KEYS_ALLOWED_ENDPOINTS: '/api/v1/models',
  DEFAULT_USER_ROLE: 'user',
  DEFAULT_GROUP_ID: 'everybody',
  JWT_EXPIRES_IN: '90m',
  ENABLE_COMMUNITY_SHARING: false,
  ENABLE_MESSAGE_RATING: false,
  ENABLE_FOLDERS: false,
  ENABLE_CHANNELS: true,
  ENABLE_NOTES: false,
  ENABLE_USER_WEBHOOKS: true,
  ADMIN_EMAIL: 'help@example.com',
  ENABLE_LOGIN_FORM: false,
  FOLDER_MAX_FILE_COUNT: 10,
  ENABLE_AUTOMATIONS: false,
  AUTOMATION_MAX_COUNT: 5,
  AUTOMATION_MIN_INTERVAL: 60,
  ENABLE_ENCRYPTED_CHANNELS: true,
  CHANNEL_MODEL_RESPONSE_MODE: 'channel',
  ENABLE_APPS: true,
  ENABLE_CALENDAR: false,
  ENABLE_MEMORIES: false,
  ENABLE_MEMORY_SYSTEM_CONTEXT: false,
  ENABLE_SKILL_LAZY_LOADING: true,
  SKILL_CONTENT_MAX_CHARS: 1000,
  SKILL_PREVIEW_MAX_CHARS: 100,
  ENABLE_USER_STATUS: false,
  PENDING_USER_OVERLAY_TITLE: 'Almost there',
  PENDING_USER_OVERLAY_CONTENT: 'Somebody will let you in.',
  RESPONSE_WATERMARK: 'Made by a machine',
  I18N: { de: { 'Hello, {{name}}!': 'Hallo, {{name}}!' } },
  DEFAULT_INTERFACE_SETTINGS: { landingPageMode: 'chat' },
};

function admin(): SectionSample {
  return {
    section: 'admin',
    defaults: {
      ...ADMIN_CONFIG_OF_S,
      ADMIN_EMAIL: null,
      ENABLE_LOGIN_FORM: true,
      ENABLE_MFA: false,
      MFA_ALLOW_OAUTH_BYPASS: false,
      MFA_ALLOW_TRUSTED_HEADER_BYPASS: false,
      FOLDER_MAX_FILE_COUNT: '',
      ENABLE_AUTOMATIONS: true,
      AUTOMATION_MAX_COUNT: '',
      AUTOMATION_MIN_INTERVAL: '',
      ENABLE_ENCRYPTED_CHANNELS: false,
      CHANNEL_MODEL_RESPONSE_MODE: 'thread',
      ENABLE_APPS: false,
      ENABLE_CALENDAR: true,
      ENABLE_MEMORIES: true,
      ENABLE_MEMORY_SYSTEM_CONTEXT: true,
      ENABLE_SKILL_LAZY_LOADING: false,
      SKILL_CONTENT_MAX_CHARS: null,
      SKILL_PREVIEW_MAX_CHARS: null,
      ENABLE_USER_STATUS: true,
      PENDING_USER_OVERLAY_TITLE: '',
      PENDING_USER_OVERLAY_CONTENT: '',
      RESPONSE_WATERMARK: '',
      I18N: {},
      DEFAULT_INTERFACE_SETTINGS: {},
    },
    change: ADMIN_CHANGE,
    answer: {
      ...ADMIN_CHANGE,
      ENABLE_MFA: false,
      MFA_ALLOW_OAUTH_BYPASS: false,
      MFA_ALLOW_TRUSTED_HEADER_BYPASS: false,
    },
    besides: { sessions_revoked: false },
    refused: [
      [
        {
          ...ADMIN_CONFIG_OF_S,
          DEFAULT_USER_ROLE: 'wizard',
          JWT_EXPIRES_IN: '4 weeks',
          I18N: null,
          SKILL_CONTENT_MAX_CHARS: 0,
          FOLDER_MAX_FILE_COUNT: 'many',
          CHANNEL_MODEL_RESPONSE_MODE: 'anywhere',
        },
        [
          'body.DEFAULT_USER_ROLE enum',
          'body.JWT_EXPIRES_IN string_pattern_mismatch',
          'body.FOLDER_MAX_FILE_COUNT int_parsing',
          'body.CHANNEL_MODEL_RESPONSE_MODE enum',
          'body.SKILL_CONTENT_MAX_CHARS greater_than_equal',
          'body.I18N dict_type',
        ],
      ],
      [
        {
          ...ADMIN_CONFIG_OF_S,
          I18N: { de: { 'Hello, {{name}}!': 'Hallo!' }, prototype: {}, fr: { constructor: 'constructeur' } },
        },
        [
          'body.I18N.de.Hello, {{name}}! placeholder_mismatch',
          'body.I18N.prototype forbidden_key',
          'body.I18N.fr.constructor forbidden_key',
        ],
      ],
    ],
  };
}

function ldap() {
  return {
    section: 'ldap',
    defaults: { ENABLE_LDAP: false },
    change: { enable_ldap: true },
    set: { ENABLE_LDAP: true },
    answer: { ENABLE_LDAP: true },
    refused: [[{ enable_ldap: 'perhaps' }, ['body.enable_ldap bool_parsing']]] as const,
  };
}

function ldapServer(secrets: Pick<SecretMaker, 'make'>): Omit<SectionSample, 'answer'> {
  return {
    section: 'ldap/server',
    defaults: {
      label: 'LDAP Server',
      host: 'localhost',
      port: 389,
      attribute_for_mail: 'mail',
      default_email_domain: '',
      attribute_for_username: 'uid',
      app_dn: '',
      app_dn_password: '',
      search_base: '',
      search_filters: '',
      use_tls: true,
      certificate_path: '',
      validate_cert: true,
      ciphers: 'ALL',
      enable_group_management: false,
      enable_group_creation: false,
      attribute_for_groups: 'memberOf',
    },
    change: {
      label: 'Directory',
      host: 'ldap.example.com',
      port: 636,
      attribute_for_mail: 'email',
      default_email_domain: 'example.com',
      attribute_for_username: 'cn',
      app_dn: 'cn=app,dc=example,dc=com',
      app_dn_password: secrets.make('app-password'),
      search_base: 'dc=example,dc=com',
      search_filters: '(objectClass=person)',
      use_tls: false,
      certificate_path: '/etc/ssl/ldap.pem',
      validate_cert: false,
      ciphers: 'HIGH',
      enable_group_management: true,
      enable_group_creation: true,
      attribute_for_groups: 'groups',
    },
    refused: [
      [
        { label: '', host: '', port: 0, app_dn: 5, attribute_for_mail: '', search_base: '' },
        [
          'body.label string_too_short',
          'body.host string_too_short',
          'body.port greater_than_equal',
          'body.attribute_for_mail string_too_short',
          'body.app_dn string_type',
          'body.app_dn_password missing',
          'body.search_base string_too_short',
        ],
      ],
    ],
  };
}

function oauth(secrets: Pick<SecretMaker, 'make'>) {
  const fixed = { ENABLE_OAUTH_PERSISTENT_CONFIG: true };
  const secret = secrets.make('client-secret');
  const change = {
    ENABLE_OAUTH: false,
    ENABLE_OAUTH_SIGNUP: true,
    OAUTH_MERGE_ACCOUNTS_BY_EMAIL: true,
    OAUTH_AUTO_REDIRECT: true,
    OAUTH_ALLOWED_DOMAINS: 'example.com,example.org',
    OAUTH_BLOCKED_GROUPS: '["everyone"]',
    ENABLE_OAUTH_ROLE_MANAGEMENT: true,
    OAUTH_ROLES_CLAIM: 'realm.roles',
    OAUTH_ADMIN_ROLES: 'chief',
    OAUTH_ALLOWED_ROLES: 'member',
    ENABLE_OAUTH_GROUP_MANAGEMENT: true,
    ENABLE_OAUTH_GROUP_CREATION: true,
    OAUTH_GROUP_CLAIM: 'teams',
    OAUTH_GROUP_DEFAULT_SHARE: 'members',
    OAUTH_PROVIDER_NAME: 'Example',
    OPENID_PROVIDER_URL: 'https://id.example.com/.well-known/openid-configuration',
    OAUTH_CLIENT_ID: 'reeve',
    OAUTH_CLIENT_SECRET: secret,
    OPENID_REDIRECT_URI: 'https://chat.example.com/oauth/oidc/callback',
    OAUTH_SCOPES: 'openid email',
    OAUTH_CODE_CHALLENGE_METHOD: 'S256',
    OAUTH_TOKEN_ENDPOINT_AUTH_METHOD: 'client_secret_post',
    OPENID_END_SESSION_ENDPOINT: 'https://id.example.com/logout',
    OAUTH_TIMEOUT: 10,
    OAUTH_CLIENT_TIMEOUT: 20,
    OAUTH_EMAIL_CLAIM: 'mail',
    OAUTH_USERNAME_CLAIM: 'nickname',
    OAUTH_PICTURE_CLAIM: 'avatar',
    OAUTH_SUB_CLAIM: 'oid',
    OAUTH_AUDIENCE: 'chat',
    OAUTH_UPDATE_EMAIL_ON_LOGIN: true,
    OAUTH_UPDATE_NAME_ON_LOGIN: true,
    OAUTH_UPDATE_PICTURE_ON_LOGIN: true,
    OAUTH_REFRESH_TOKEN_INCLUDE_SCOPE: true,
  };
  return {
    section: 'oauth',
    defaults: {
      ENABLE_OAUTH: true,
      ENABLE_OAUTH_SIGNUP: false,
      OAUTH_MERGE_ACCOUNTS_BY_EMAIL: false,
      OAUTH_AUTO_REDIRECT: false,
      OAUTH_ALLOWED_DOMAINS: '*',
      OAUTH_BLOCKED_GROUPS: '[]',
      ENABLE_OAUTH_ROLE_MANAGEMENT: false,
      OAUTH_ROLES_CLAIM: 'roles',
      OAUTH_ADMIN_ROLES: 'admin',
      OAUTH_ALLOWED_ROLES: 'user,admin',
      ENABLE_OAUTH_GROUP_MANAGEMENT: false,
      ENABLE_OAUTH_GROUP_CREATION: false,
      OAUTH_GROUP_CLAIM: 'groups',
      OAUTH_GROUP_DEFAULT_SHARE: true,
      OAUTH_PROVIDER_NAME: 'SSO',
      OPENID_PROVIDER_URL: '',
      OAUTH_CLIENT_ID: '',
      OAUTH_CLIENT_SECRET: '',
      OPENID_REDIRECT_URI: '',
      OAUTH_SCOPES: 'openid email profile',
      OAUTH_CODE_CHALLENGE_METHOD: '',
      OAUTH_TOKEN_ENDPOINT_AUTH_METHOD: '',
      OPENID_END_SESSION_ENDPOINT: '',
      OAUTH_TIMEOUT: '',
      OAUTH_CLIENT_TIMEOUT: '',
      OAUTH_EMAIL_CLAIM: 'email',
      OAUTH_USERNAME_CLAIM: 'name',
      OAUTH_PICTURE_CLAIM: 'picture',
      OAUTH_SUB_CLAIM: '',
      OAUTH_AUDIENCE: '',
      OAUTH_UPDATE_EMAIL_ON_LOGIN: false,
      OAUTH_UPDATE_NAME_ON_LOGIN: false,
      OAUTH_UPDATE_PICTURE_ON_LOGIN: false,
      OAUTH_REFRESH_TOKEN_INCLUDE_SCOPE: false,
      ...fixed,
    },
    change,
    answer: { ...change, ...fixed },
    refused: [
      [
        {
          ENABLE_OAUTH: 'perhaps',
          OAUTH_ALLOWED_DOMAINS: 7,
          OAUTH_GROUP_DEFAULT_SHARE: 'nobody',
          OPENID_PROVIDER_URL: 'https://me:pass@id.example.com',
          OAUTH_CODE_CHALLENGE_METHOD: 'plain',
          OAUTH_TIMEOUT: 'soon',
        },
        [
          'body.ENABLE_OAUTH bool_parsing',
          'body.OAUTH_ALLOWED_DOMAINS string_type',
          'body.OAUTH_GROUP_DEFAULT_SHARE enum',
          'body.OPENID_PROVIDER_URL url_credentials',
          'body.OAUTH_CODE_CHALLENGE_METHOD enum',
          'body.OAUTH_TIMEOUT int_parsing',
        ],
      ],
    ] as const,
  };
}

function webhook(secrets: Pick<SecretMaker, 'make'>): Omit<SectionSample, 'answer'> {
  return {
    section: 'webhook',
    defaults: { url: '' },
    change: { url: secrets.make('https://hooks.example.com/hook') },
    refused: [
      [{}, ['body.url missing']],
      [{ url: null }, ['body.url string_type']],
    ],
  };
}
