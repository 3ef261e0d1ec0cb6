import { readFileSync } from 'node:fs';
import { credsAuthenticator, nkeyAuthenticator } from 'nats';
import type { Authenticator, ConnectionOptions, TlsOptions } from 'nats';
import { BusRefusedError } from '@reeve/bus';

/** Where NATS is, and who asks. */
export interface NatsAccess {
  /**
   * `nats://` or, to speak nothing but TLS, `tls://`; `user:password@` or `token@`, percent-encoded; one server, or a cluster's
   * separated by commas: `tls://users:secret@a.example:4222,b.example:4222`.
   */
  readonly url: string;
  /** The name of this process on the server, and in its inboxes: `_INBOX.<service>.…` is all that it subscribes to for replies. */
  readonly service: string;
  /** A user's JWT and its seed (`.creds`). Read again at every connection, so that it can be renewed in its place. */
  readonly credentialsFile?: string | null;
  /** The seed of an nkey (`SU…`). */
  readonly nkeyFile?: string | null;
  /** PEM: the authorities that may vouch for the server. Any of the three makes TLS a must. */
  readonly caFile?: string | null;
  /** PEM: what this process shows to the server. */
  readonly certificateFile?: string | null;
  readonly keyFile?: string | null;
}

export type NatsOptions = ConnectionOptions & {
  /** `host:port` */
  readonly servers: readonly string[];
  readonly inboxPrefix: string;
};

/** A server that takes longer to let a client in is tried again later. */
const CONNECT_TIMEOUT_MS = 2_000;
/** Two pings unanswered are a connection that only seems to be one: found out within three times this. */
const PING_INTERVAL_MS = 2_000;
const MAX_PINGS_UNANSWERED = 2;

/**
 * What the `nats` client is told. It is told not to reconnect: the link replaces a connection that is lost.
 *
 * @throws BusRefusedError when the URL or a file cannot be used, naming the setting; never the password.
 */
export function natsOptionsFrom(access: NatsAccess): NatsOptions {
  const { servers, secure, user, pass, token } = parseUrl(access.url);
  const tls = tlsFrom(access, secure);
  return {
    servers,
    name: access.service,
    inboxPrefix: `_INBOX.${access.service}`,
    reconnect: false,
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: MAX_PINGS_UNANSWERED,
    // A stack for every request, kept for the case that it fails, costs more than the request.
    noAsyncTraces: true,
    authenticator: authenticatorsFrom(access),
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    ...(token === undefined ? {} : { token }),
    ...(tls === undefined ? {} : { tls }),
  };
}

interface ParsedUrl {
  readonly servers: string[];
  readonly secure: boolean;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

const DEFAULT_PORT = '4222';

function parseUrl(text: string): ParsedUrl {
  const [, scheme, credentials, hosts] = /^(nats|tls):\/\/(?:([^@]*)@)?([^@/?#]+)\/?$/i.exec(text) ?? [];
  if (scheme === undefined || hosts === undefined) throw urlRefused();
  return {
    servers: hosts.split(',').map(hostAndPort),
    secure: scheme.toLowerCase() === 'tls',
    ...credentialsFrom(credentials),
  };
}

function hostAndPort(server: string): string {
  if (!URL.canParse(`nats://${server}`)) throw urlRefused();
  const { hostname, port } = new URL(`nats://${server}`);
  if (hostname === '') throw urlRefused();
  return `${hostname}:${port === '' ? DEFAULT_PORT : port}`;
}

function credentialsFrom(text: string | undefined): Pick<ParsedUrl, 'user' | 'pass' | 'token'> {
  if (text === undefined) return {};
  try {
    const [user = '', ...rest] = text.split(':');
    if (rest.length === 0) return { token: decodeURIComponent(user) };
    return { user: decodeURIComponent(user), pass: decodeURIComponent(rest.join(':')) };
  } catch {
    throw urlRefused();
  }
}

function urlRefused(): BusRefusedError {
  return new BusRefusedError(
    'REEVE_BUS_URL cannot be read: it has to look like nats://user:password@host:4222, with what is special in user and ' +
      'password percent-encoded, and with tls:// in place of nats:// where nothing but TLS will do',
  );
}

function authenticatorsFrom(access: NatsAccess): Authenticator[] {
  const authenticators: Authenticator[] = [];
  if (isNamed(access.credentialsFile)) {
    const credentials = readAgainEachTime(access.credentialsFile, 'REEVE_NATS_CREDENTIALS_FILE');
    authenticators.push(credsAuthenticator(credentials));
  }
  if (isNamed(access.nkeyFile)) {
    authenticators.push(nkeyAuthenticator(seedIn(access.nkeyFile, 'REEVE_NATS_NKEY_FILE')));
  }
  return authenticators;
}

function isNamed(path: string | null | undefined): path is string {
  return path !== null && path !== undefined;
}

/**
 * A file that is just being replaced must not keep the process from its connection, and an authenticator that throws would end it:
 * what was read last does until it can be read again.
 */
function readAgainEachTime(path: string, setting: string): () => Uint8Array {
  let content = credentialsIn(path, setting);
  return () => {
    try {
      content = credentialsIn(path, setting);
    } catch {
      // Should they be too old by now, the server says so.
    }
    return content;
  };
}

function credentialsIn(path: string, setting: string): Uint8Array {
  const content = read(path, setting);
  try {
    credsAuthenticator(content)('nonce');
    return content;
  } catch {
    throw new BusRefusedError(`${setting} names ${path}, which is no file of NATS credentials (.creds)`);
  }
}

function seedIn(path: string, setting: string): Uint8Array {
  const seed = Buffer.from(read(path, setting).toString('latin1').trim(), 'latin1');
  try {
    nkeyAuthenticator(seed)('nonce');
    return seed;
  } catch {
    throw new BusRefusedError(`${setting} names ${path}, which is no seed of an nkey (SU…)`);
  }
}

function tlsFrom(access: NatsAccess, secure: boolean): TlsOptions | undefined {
  const ca = readIfNamed(access.caFile, 'REEVE_NATS_CA_FILE');
  const cert = readIfNamed(access.certificateFile, 'REEVE_NATS_CERT_FILE');
  const key = readIfNamed(access.keyFile, 'REEVE_NATS_KEY_FILE');
  if (!secure && ca === undefined && cert === undefined && key === undefined) return undefined;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

function readIfNamed(path: string | null | undefined, setting: string): string | undefined {
  return isNamed(path) ? read(path, setting).toString('utf8') : undefined;
}

function read(path: string, setting: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new BusRefusedError(`${setting} names ${path}, which cannot be read: ${(error as Error).message}`);
  }
}
