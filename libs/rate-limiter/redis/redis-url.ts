import type { RedisOptions } from 'ioredis';

/**
 * What `redis://[[user]:password@]host[:port][/database]` says; `rediss://` for TLS, with the certificate authorities that
 * Node trusts (`NODE_EXTRA_CA_CERTS` for one of your own).
 *
 * ioredis would take `/x` for database 0, and any of its own settings from the query.
 *
 * @throws Error that does not repeat the URL, which may hold a password.
 */
export function parseRedisUrl(url: string): RedisOptions {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = /^\/?(\d{0,9})$/.exec(parsed?.pathname ?? '-')?.[1];
  if (
    parsed === undefined ||
    database === undefined ||
    !['redis:', 'rediss:'].includes(parsed.protocol) ||
    parsed.hostname === '' ||
    parsed.search !== '' ||
    parsed.hash !== ''
  ) {
    throw new Error('The URL of Redis has to be redis[s]://[[user]:password@]host[:port][/database]');
  }
  const { protocol, hostname, port, username, password } = parsed;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    db: Number(database),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}
