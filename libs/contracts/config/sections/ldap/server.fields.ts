import { boolean, integer, secret, string } from '../../fields.js';

const at = (name: string, env: string) => ({ path: `ldap.server.${name}`, env });
const optional = { absent: 'default' } as const;
const orNull = { absent: 'default', nullable: true } as const;

/** Where it is, and how it is spoken to. */
export const server = {
  label: string('LDAP Server', { filled: true, ...at('label', 'LDAP_SERVER_LABEL') }),
  host: string('localhost', { filled: true, ...at('host', 'LDAP_SERVER_HOST') }),
  port: integer(389, { min: 1, nullable: true, absent: 'null', ...at('port', 'LDAP_SERVER_PORT') }),
  app_dn: string('', at('app_dn', 'LDAP_APP_DN')),
  app_dn_password: secret('', { sentTo: ['host'], ...at('app_password', 'LDAP_APP_PASSWORD') }),
  use_tls: boolean(true, { ...optional, ...at('use_tls', 'LDAP_USE_TLS') }),
  certificate_path: string('', { ...orNull, ...at('ca_cert_file', 'LDAP_CA_CERT_FILE') }),
  validate_cert: boolean(true, { ...optional, ...at('validate_cert', 'LDAP_VALIDATE_CERT') }),
  ciphers: string('ALL', { ...orNull, ...at('ciphers', 'LDAP_CIPHERS') }),
};
