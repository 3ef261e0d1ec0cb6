import { BusRefusedError } from '@reeve/bus';

/** What a URL of NATS says. */
export interface NatsUrl {
  /** `host:port`, at least one. */
  readonly servers: readonly string[];
  /** Nothing but TLS will do. */
  readonly secure: boolean;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

const DEFAULT_PORT = '4222';

/**
 * @param setting that it stands in.
 * @throws BusRefusedError, which shows nothing of it: there is a password in it.
 */
export function parseNatsUrl(url: string, setting: string): NatsUrl {
  const [, scheme, credentials, hosts] = /^(nats|tls):\/\/(?:([^@]*)@)?([^@/?#]+)\/?$/i.exec(url) ?? [];
  const servers = hosts?.split(',').map(hostAndPort);
  const signIn = credentials === undefined ? {} : credentialsFrom(credentials);
  if (scheme === undefined || servers?.every(isString) !== true || signIn === undefined) {
    throw new BusRefusedError(
      `${setting} cannot be read: it has to look like nats://user:password@host:4222, with what is special in user and ` +
        'password percent-encoded, and with tls:// in place of nats:// where nothing but TLS will do',
    );
  }
  return { servers, secure: scheme.toLowerCase() === 'tls', ...signIn };
}

function hostAndPort(server: string): string | undefined {
  if (!URL.canParse(`nats://${server}`)) return undefined;
  const { hostname, port } = new URL(`nats://${server}`);
  return hostname === '' ? undefined : `${hostname}:${port === '' ? DEFAULT_PORT : port}`;
}

/** @returns undefined when the percent-encoding is broken. */
function credentialsFrom(text: string): Pick<NatsUrl, 'user' | 'pass' | 'token'> | undefined {
  const [first = '', ...rest] = text.split(':');
  try {
    const user = decodeURIComponent(first);
    return rest.length === 0 ? { token: user } : { user, pass: decodeURIComponent(rest.join(':')) };
  } catch {
    return undefined;
  }
}

function isString(value: string | undefined): value is string {
  return value !== undefined;
}
