import { secret, string } from '../../fields.js';

const at = (name: string, env: string) => ({ path: `ldap.server.${name}`, env });
const attribute = { absent: 'default', filled: true } as const;

/** Who asks it for people, where these stand in it, and what is taken from what it says of them. */
export const directory = {
  attribute_for_mail: string('mail', {
    ...attribute,
    ...at('attribute_for_mail', 'LDAP_ATTRIBUTE_FOR_MAIL'),
  }),
  default_email_domain: string('', {
    absent: 'unchanged',
    ...at('default_email_domain', 'LDAP_DEFAULT_EMAIL_DOMAIN'),
  }),
  attribute_for_username: string('uid', {
    ...attribute,
    ...at('attribute_for_username', 'LDAP_ATTRIBUTE_FOR_USERNAME'),
  }),
  app_dn: string('', at('app_dn', 'LDAP_APP_DN')),
  app_dn_password: secret('', { sentTo: ['host'], ...at('app_password', 'LDAP_APP_PASSWORD') }),
  search_base: string('', { filled: true, ...at('users_dn', 'LDAP_SEARCH_BASE') }),
  search_filters: string('', {
    absent: 'default',
    path: 'ldap.server.search_filter',
    env: ['LDAP_SEARCH_FILTER', 'LDAP_SEARCH_FILTERS'],
  }),
};
