import { boolean, integer, string } from '../../fields.js';

const at = (name: string, env: string) => ({ path: `ldap.server.${name}`, env });
const orDefault = { absent: 'default' } as const;
const orNull = { absent: 'default', nullable: true } as const;

/** Where it is. */
export const server = {
  label: string('LDAP Server', { filled: true, ...at('label', 'LDAP_SERVER_LABEL') }),
  host: string('localhost', { filled: true, ...at('host', 'LDAP_SERVER_HOST') }),
  port: integer(389, { min: 1, nullable: true, absent: 'null', ...at('port', 'LDAP_SERVER_PORT') }),
};

/** How it is known to be the one that it says it is. */
export const encryption = {
  use_tls: boolean(true, { ...orDefault, ...at('use_tls', 'LDAP_USE_TLS') }),
  certificate_path: string('', { ...orNull, ...at('ca_cert_file', 'LDAP_CA_CERT_FILE') }),
  validate_cert: boolean(true, { ...orDefault, ...at('validate_cert', 'LDAP_VALIDATE_CERT') }),
  ciphers: string('ALL', { ...orNull, ...at('ciphers', 'LDAP_CIPHERS') }),
};
