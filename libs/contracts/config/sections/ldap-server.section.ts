import { boolean, integer, secret, string } from '../fields.js';
import { section } from '../section.js';

const at = (name: string, env: string) => ({ path: `ldap.server.${name}`, env });
const optional = { absent: 'default' } as const;

/** What is not named in a POST falls back to its default, except what came with later generations (reference 6, 11.4). */
export const ldapServer = section('ldap/server', {
  title: 'LDAP server',
  route: 'api/v1/auths/admin/config/ldap/server',
  isPublic: false,
  fields: {
    label: string('LDAP Server', { filled: true, ...at('label', 'LDAP_SERVER_LABEL') }),
    host: string('localhost', { filled: true, ...at('host', 'LDAP_SERVER_HOST') }),
    port: integer(389, {
      min: 1,
      nullable: true,
      absent: 'null',
      ...at('port', 'LDAP_SERVER_PORT'),
    }),
    attribute_for_mail: string('mail', {
      ...optional,
      filled: true,
      ...at('attribute_for_mail', 'LDAP_ATTRIBUTE_FOR_MAIL'),
    }),
    default_email_domain: string('', {
      absent: 'unchanged',
      ...at('default_email_domain', 'LDAP_DEFAULT_EMAIL_DOMAIN'),
    }),
    attribute_for_username: string('uid', {
      ...optional,
      filled: true,
      ...at('attribute_for_username', 'LDAP_ATTRIBUTE_FOR_USERNAME'),
    }),
    app_dn: string('', at('app_dn', 'LDAP_APP_DN')),
    app_dn_password: secret('', { sentTo: ['host'], ...at('app_password', 'LDAP_APP_PASSWORD') }),
    search_base: string('', { filled: true, ...at('users_dn', 'LDAP_SEARCH_BASE') }),
    search_filters: string('', {
      ...optional,
      path: 'ldap.server.search_filter',
      env: ['LDAP_SEARCH_FILTER', 'LDAP_SEARCH_FILTERS'],
    }),
    use_tls: boolean(true, { ...optional, ...at('use_tls', 'LDAP_USE_TLS') }),
    certificate_path: string('', {
      ...optional,
      nullable: true,
      ...at('ca_cert_file', 'LDAP_CA_CERT_FILE'),
    }),
    validate_cert: boolean(true, { ...optional, ...at('validate_cert', 'LDAP_VALIDATE_CERT') }),
    ciphers: string('ALL', { ...optional, nullable: true, ...at('ciphers', 'LDAP_CIPHERS') }),
    enable_group_management: boolean(false, {
      absent: 'unchanged',
      path: 'ldap.group.enable_management',
      env: 'ENABLE_LDAP_GROUP_MANAGEMENT',
    }),
    enable_group_creation: boolean(false, {
      absent: 'unchanged',
      path: 'ldap.group.enable_creation',
      env: 'ENABLE_LDAP_GROUP_CREATION',
    }),
    attribute_for_groups: string('memberOf', {
      absent: 'unchanged',
      ...at('attribute_for_groups', 'LDAP_ATTRIBUTE_FOR_GROUPS'),
    }),
  },
});
