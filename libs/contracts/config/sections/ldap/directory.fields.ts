import { string } from '../../fields.js';

const at = (name: string, env: string) => ({ path: `ldap.server.${name}`, env });
const optional = { absent: 'default' } as const;
const attribute = { absent: 'default', filled: true } as const;
const later = { absent: 'unchanged' } as const;

/** Where people stand in it, and what is taken from what it says of them. */
export const directory = {
  search_base: string('', { filled: true, ...at('users_dn', 'LDAP_SEARCH_BASE') }),
  search_filters: string('', {
    ...optional,
    path: 'ldap.server.search_filter',
    env: ['LDAP_SEARCH_FILTER', 'LDAP_SEARCH_FILTERS'],
  }),
  attribute_for_mail: string('mail', {
    ...attribute,
    ...at('attribute_for_mail', 'LDAP_ATTRIBUTE_FOR_MAIL'),
  }),
  default_email_domain: string('', { ...later, ...at('default_email_domain', 'LDAP_DEFAULT_EMAIL_DOMAIN') }),
  attribute_for_username: string('uid', {
    ...attribute,
    ...at('attribute_for_username', 'LDAP_ATTRIBUTE_FOR_USERNAME'),
  }),
};
