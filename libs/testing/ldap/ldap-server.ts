import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { partPath } from '../servers/parts.js';
import { startTestServer } from '../servers/test-server.js';
import type { ServerPlace, TestServer } from '../servers/test-server.js';

export interface LdapServerOptions {
  /** Entries in LDIF, parents first; the first is {@link LDAP_SUFFIX}. */
  readonly ldif: string;
  /** Whether nobody in particular may search. */
  readonly anonymousReads?: boolean;
  /** PEM texts of a certificate. With it the server speaks TLS from the first byte on, and nothing else. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export const LDAP_SUFFIX = 'dc=example,dc=com';
/** Who may do anything. */
export const LDAP_ROOT = { dn: `cn=root,${LDAP_SUFFIX}`, password: 'the password of the root' };

/** A real slapd over the entries given. */
export function startLdapServer(options: LdapServerOptions): Promise<TestServer> {
  const scheme = options.tls === undefined ? 'ldap' : 'ldaps';
  return startTestServer({
    command: (place) => {
      const file = configure(place, options);
      return [
        partPath('slapd'),
        ...['-f', file, '-h', `${scheme}://127.0.0.1:${place.port}`],
        // Statistics, and in the foreground.
        ...['-d', '256'],
      ];
    },
    url: ({ port }) => `${scheme}://127.0.0.1:${port}`,
    ready: /slapd starting/,
  });
}

/** @returns the file of the configuration. The entries are put in when it is made, and stay through restarts. */
function configure(
  { folder }: ServerPlace,
  { ldif, anonymousReads = false, tls }: LdapServerOptions,
): string {
  const file = join(folder, 'slapd.conf');
  if (existsSync(file)) return file;
  const database = join(folder, 'database');
  mkdirSync(database);
  writeFileSync(
    file,
    [
      ...['core', 'cosine', 'inetorgperson'].map((name) => `include ${join(schemas(), `${name}.schema`)}`),
      `pidfile ${join(folder, 'slapd.pid')}`,
      ...(tls === undefined ? [] : tlsDirectives(folder, tls)),
      'database ldif',
      `suffix "${LDAP_SUFFIX}"`,
      `rootdn "${LDAP_ROOT.dn}"`,
      `rootpw "${LDAP_ROOT.password}"`,
      `directory ${database}`,
      'access to attrs=userPassword by anonymous auth by * none',
      `access to * by ${anonymousReads ? '*' : 'users'} read by * none`,
      '',
    ].join('\n'),
  );
  const entries = join(folder, 'entries.ldif');
  writeFileSync(entries, ldif);
  execFileSync(partPath('slapd'), ['-Tadd', '-f', file, '-l', entries], { stdio: 'pipe' });
  return file;
}

function tlsDirectives(
  folder: string,
  { cert, key }: NonNullable<LdapServerOptions['tls']>,
): readonly string[] {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key, { mode: 0o600 });
  return [`TLSCertificateFile ${certFile}`, `TLSCertificateKeyFile ${keyFile}`];
}

/** Beside the program where it was unpacked, else where Debian installs them. */
function schemas(): string {
  const unpacked = join(dirname(partPath('slapd')), 'etc/ldap/schema');
  return existsSync(unpacked) ? unpacked : '/etc/ldap/schema';
}
