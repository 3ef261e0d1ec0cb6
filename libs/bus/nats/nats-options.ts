import type { Authenticator, ConnectionOptions, TlsOptions } from 'nats';
import { parseNatsUrl } from './nats-url.js';
import { credentialsFile, nkeyFile, readText } from './sign-in-files.js';

/** Where NATS is, and who asks. */
export interface NatsAccess {
  /**
   * `nats://` or, to speak nothing but TLS, `tls://`; `user:password@` or `token@`, percent-encoded; one server, or a cluster's
   * separated by commas: `tls://users:secret@a.example:4222,b.example:4222`.
   */
  readonly url: string;
  /** The name of this process on the server, and in its inboxes: `_INBOX.<service>.…` is all that it subscribes to for replies. */
  readonly service: string;
  /** The setting that the URL comes from, for what is said when it is refused; `REEVE_BUS_URL` unless told otherwise. */
  readonly setting?: string;
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

export type NatsOptions = Omit<ConnectionOptions, 'servers'> & {
  /** `host:port` */
  readonly servers: readonly string[];
  readonly inboxPrefix: string;
};

export const DEFAULT_SETTING = 'REEVE_BUS_URL';

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
  const { service, setting = DEFAULT_SETTING } = access;
  const { secure, ...signIn } = parseNatsUrl(access.url, setting);
  return {
    ...signIn,
    ...tlsFrom(access, secure),
    authenticator: authenticatorsFrom(access),
    name: service,
    inboxPrefix: `_INBOX.${service}`,
    reconnect: false,
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: MAX_PINGS_UNANSWERED,
    // A stack for every request, kept for the case that it fails, costs more than the request.
    noAsyncTraces: true,
  };
}

function authenticatorsFrom(access: NatsAccess): Authenticator[] {
  const authenticators: Authenticator[] = [];
  if (isNamed(access.credentialsFile)) {
    authenticators.push(credentialsFile(access.credentialsFile, 'REEVE_NATS_CREDENTIALS_FILE'));
  }
  if (isNamed(access.nkeyFile)) authenticators.push(nkeyFile(access.nkeyFile, 'REEVE_NATS_NKEY_FILE'));
  return authenticators;
}

function tlsFrom(access: NatsAccess, secure: boolean): { readonly tls?: TlsOptions } {
  const tls = {
    ...(isNamed(access.caFile) ? { ca: readText(access.caFile, 'REEVE_NATS_CA_FILE') } : {}),
    ...(isNamed(access.certificateFile)
      ? { cert: readText(access.certificateFile, 'REEVE_NATS_CERT_FILE') }
      : {}),
    ...(isNamed(access.keyFile) ? { key: readText(access.keyFile, 'REEVE_NATS_KEY_FILE') } : {}),
  };
  return secure || Object.keys(tls).length > 0 ? { tls } : {};
}

function isNamed(path: string | null | undefined): path is string {
  return path !== null && path !== undefined;
}
