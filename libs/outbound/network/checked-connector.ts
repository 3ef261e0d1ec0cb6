import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { buildConnector } from 'undici';
import { outboundErrors } from '../outbound.errors.js';
import type { Lookup, OutboundPolicy } from '../outbound-policy.js';
import { refusalOf } from './address-verdict.js';
import { errorCode, unreachableBecause } from './network-failure.js';

/**
 * Opens the connections of one outbound call. The name is resolved here, once; every address it has is judged, and the
 * socket gets exactly those addresses: a name that resolves to something else a moment later gains nothing.
 *
 * Fails with a ReeveError: `OUTBOUND-ADDRESS-REFUSED`, `OUTBOUND-UNREACHABLE`, `OUTBOUND-TLS`, `OUTBOUND-TIMEOUT`.
 */
export function checkedConnector(
  policy: OutboundPolicy,
  timeoutMs: number,
  signal: AbortSignal,
): buildConnector.connector {
  return (options, callback) => {
    const origin = `${options.protocol}//${options.host ?? options.hostname}`;
    checkedAddresses(options.hostname, origin, policy).then(
      (addresses) => {
        if (signal.aborted) {
          callback(signal.reason as Error, null);
          return;
        }
        const connect = buildConnector({
          timeout: timeoutMs,
          lookup: answering(addresses),
          ...trust(policy),
        });
        connect({ ...options, ...serverName(options.hostname) }, (...outcome) => {
          const [error] = outcome;
          if (error === null) callback(...outcome);
          else callback(connectFailure(error, options.protocol, origin, timeoutMs), null);
        });
      },
      (error: unknown) => callback(error as Error, null),
    );
  };
}

async function checkedAddresses(
  hostname: string,
  origin: string,
  policy: OutboundPolicy,
): Promise<readonly string[]> {
  const addresses =
    isIP(hostname) === 0 ? await resolve(hostname, origin, policy.lookup ?? resolveBySystem) : [hostname];
  if (addresses.length === 0) throw outboundErrors.unreachable(origin, 'its name has no address');
  for (const address of addresses) {
    const refusal = refusalOf(address, policy.allowPrivate);
    if (refusal !== undefined) {
      throw outboundErrors.addressRefused(hostname, refusal.kind, refusal.allowable);
    }
  }
  return addresses;
}

async function resolve(hostname: string, origin: string, lookup: Lookup): Promise<readonly string[]> {
  try {
    return await lookup(hostname);
  } catch (error) {
    throw outboundErrors.unreachable(origin, unreachableBecause(error));
  }
}

const resolveBySystem: Lookup = async (hostname) =>
  (await systemLookup(hostname, { all: true })).map(({ address }) => address);

/** What `net` asks instead of the resolver: it can learn no other address than those checked. */
function answering(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, callback) => {
    const [first] = answers;
    if (options.all === true) callback(null, answers);
    else if (first !== undefined) callback(null, first.address, first.family);
  };
}

/** The certificate is checked against the URL's host, whatever a `Host` header says; SNI has no trailing dot (RFC 6066). */
function serverName(hostname: string): { servername?: string } {
  return isIP(hostname) === 0 ? { servername: hostname.replace(/\.$/, '') } : {};
}

function trust(policy: OutboundPolicy): { ca?: string[] } {
  const own = policy.certificateAuthorities ?? [];
  return own.length === 0 ? {} : { ca: [...rootCertificates, ...own] };
}

const BEFORE_TLS = new Set(['connect', 'getaddrinfo']);

function connectFailure(error: Error, protocol: string, origin: string, timeoutMs: number): Error {
  if (errorCode(error) === 'UND_ERR_CONNECT_TIMEOUT') return outboundErrors.timeout(timeoutMs);
  const { syscall } = error as NodeJS.ErrnoException;
  const connected = !(error instanceof AggregateError) && !BEFORE_TLS.has(syscall ?? '');
  return protocol === 'https:' && connected
    ? outboundErrors.tls(origin, tlsFailure(error))
    : outboundErrors.unreachable(origin, unreachableBecause(error));
}

function tlsFailure(error: Error): string {
  const code = errorCode(error) ?? 'the handshake failed';
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate is for another name';
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return 'its certificate is self-signed';
    default:
      return code;
  }
}
