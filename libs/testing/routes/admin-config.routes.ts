import { ADMIN_CONFIG_OF_S } from '../end-to-end/identity-samples.js';
import { FOR_ADMINISTRATORS, insteadOf200 } from './route-form.js';
import type { RouteForms } from './route-form.js';

const CONFIG = '/api/v1/auths/admin/config';

/** Sign-up and API keys stay as the other routes need them. */
const ADMIN_OF_S = {
  ...ADMIN_CONFIG_OF_S,
  ENABLE_SIGNUP: true,
  ENABLE_API_KEYS: true,
  ENABLE_USER_WEBHOOKS: true,
};
const ADMIN_OF_U = {
  ...ADMIN_OF_S,
  ADMIN_EMAIL: null,
  FOLDER_MAX_FILE_COUNT: '',
  AUTOMATION_MAX_COUNT: '',
  AUTOMATION_MIN_INTERVAL: null,
  ENABLE_AUTOMATIONS: true,
  ENABLE_CALENDAR: true,
  ENABLE_MEMORIES: true,
  ENABLE_MEMORY_SYSTEM_CONTEXT: true,
  ENABLE_USER_STATUS: true,
};
const ADMIN_OF_N = {
  ...ADMIN_OF_U,
  ENABLE_LOGIN_FORM: true,
  DEFAULT_INTERFACE_SETTINGS: null,
  I18N: {},
  ENABLE_ENCRYPTED_CHANNELS: false,
  ENABLE_APPS: false,
  ENABLE_SKILL_LAZY_LOADING: false,
  SKILL_CONTENT_MAX_CHARS: null,
  SKILL_PREVIEW_MAX_CHARS: 200,
  CHANNEL_MODEL_RESPONSE_MODE: 'thread',
};
const SERVER_OF_S = {
  label: 'Directory',
  host: 'ldap.example.com',
  port: 389,
  attribute_for_mail: 'mail',
  attribute_for_username: 'uid',
  app_dn: 'cn=app,dc=example,dc=com',
  app_dn_password: 'of the application',
  search_base: 'dc=example,dc=com',
  search_filters: '',
  use_tls: true,
  certificate_path: null,
  validate_cert: true,
  ciphers: 'ALL',
};

/** Reference, sections 6 and 11.4: who may come in, and how. */
export const ADMIN_CONFIG_ROUTES: RouteForms = {
  [`get ${CONFIG}`]: [{ of: 'S U F N', answers: FOR_ADMINISTRATORS }],
  [`post ${CONFIG}`]: [
    { of: 'S', body: () => ADMIN_OF_S, answers: FOR_ADMINISTRATORS },
    { of: 'U F', body: () => ADMIN_OF_U, answers: FOR_ADMINISTRATORS },
    { of: 'N', body: () => ADMIN_OF_N, answers: FOR_ADMINISTRATORS },
    {
      of: 'S U F N',
      when: 'no lifetime',
      body: () => ({ ...ADMIN_OF_S, JWT_EXPIRES_IN: '4 weeks' }),
      answers: insteadOf200(FOR_ADMINISTRATORS, 422),
    },
  ],
  [`get ${CONFIG}/ldap`]: [{ of: 'S U F N', answers: FOR_ADMINISTRATORS }],
  [`post ${CONFIG}/ldap`]: [
    { of: 'S U F N', body: () => ({ enable_ldap: false }), answers: FOR_ADMINISTRATORS },
  ],
  [`get ${CONFIG}/ldap/server`]: [{ of: 'S U F N', answers: FOR_ADMINISTRATORS }],
  [`post ${CONFIG}/ldap/server`]: [
    { of: 'S U F', body: () => SERVER_OF_S, answers: FOR_ADMINISTRATORS },
    {
      of: 'N',
      body: () => ({ ...SERVER_OF_S, default_email_domain: 'example.com' }),
      answers: FOR_ADMINISTRATORS,
    },
    {
      of: 'S U F N',
      when: 'no host',
      body: () => ({ ...SERVER_OF_S, host: '' }),
      answers: insteadOf200(FOR_ADMINISTRATORS, 422),
    },
  ],
  [`get ${CONFIG}/oauth`]: [{ of: 'U F N', answers: FOR_ADMINISTRATORS }],
  [`post ${CONFIG}/oauth`]: [
    { of: 'U F', body: () => ({ ENABLE_OAUTH_SIGNUP: false }), answers: FOR_ADMINISTRATORS },
    { of: 'N', body: () => ({ OAUTH_BLOCKED_GROUPS: '[]' }), answers: FOR_ADMINISTRATORS },
  ],
};
