import { ReeveError } from '@reeve/contracts';

/**
 * What may go wrong when Reeve calls an address that an administrator gave: 400 each, one code each. A detail names at
 * most the origin of the URL: paths, queries and headers may carry secrets, and so may what a server answers.
 */
export const outboundErrors = {
  urlInvalid: (why: string) => refused('OUTBOUND-URL-INVALID', `The URL ${why}.`),
  headersInvalid: (why: string) => refused('OUTBOUND-HEADERS-INVALID', `The headers are not valid: ${why}.`),
  requestInvalid: (why: string) => refused('OUTBOUND-REQUEST-INVALID', why),
  authenticationUnavailable: (why: string) => refused('OUTBOUND-AUTH-UNAVAILABLE', why),

  addressRefused: (host: string, kind: string, allowable: boolean) =>
    refused(
      'OUTBOUND-ADDRESS-REFUSED',
      allowable
        ? `${host} has a ${kind} address, and calls to private addresses are switched off.`
        : `${host} has an address that is never called (${kind}).`,
      { kind },
    ),
  unreachable: (origin: string, why: string) =>
    refused('OUTBOUND-UNREACHABLE', `${origin} cannot be reached: ${why}.`),
  tls: (origin: string, why: string) =>
    refused('OUTBOUND-TLS', `No trusted TLS connection to ${origin}: ${why}.`),
  notHttp: (origin: string) => refused('OUTBOUND-NOT-HTTP', `${origin} does not answer in valid HTTP.`),
  timeout: (milliseconds: number) =>
    refused('OUTBOUND-TIMEOUT', `There was no complete answer within ${milliseconds / 1000} s.`),
  tooLarge: (bytes: number) =>
    refused('OUTBOUND-TOO-LARGE', `The answer is larger than ${Math.floor(bytes / 1024)} KiB.`),
  tooManyRedirects: (limit: number) =>
    refused('OUTBOUND-TOO-MANY-REDIRECTS', `The server redirects more than ${limit} times.`),
  redirectRefused: (why: string) => refused('OUTBOUND-REDIRECT-REFUSED', `The server redirects ${why}.`),
  status: (origin: string, status: number) =>
    refused('OUTBOUND-STATUS', `${origin} answered with status ${status}.`, { upstream_status: status }),

  notADocument: (why: string) =>
    refused('OUTBOUND-NOT-A-DOCUMENT', `The answer is not an OpenAPI document: ${why}.`),
  documentTooDemanding: () =>
    refused('OUTBOUND-TOO-LARGE', 'The document needs more memory than it may have to be read.'),
  handshake: (why: string) => refused('OUTBOUND-HANDSHAKE', `The MCP handshake failed: ${why}.`),
  notATerminalServer: (origin: string) =>
    refused('OUTBOUND-NOT-A-TERMINAL-SERVER', `${origin} is neither an orchestrator nor a terminal server.`),
  notJson: (origin: string) =>
    refused('OUTBOUND-NOT-JSON', `${origin} answered with something that is not JSON.`),

  oauthDiscoveryFetch: (origin: string) =>
    refused('OUTBOUND-OAUTH-DISCOVERY-FETCH', `No OAuth discovery document was found for ${origin}.`),
  oauthDiscoveryParse: (origin: string) =>
    refused('OUTBOUND-OAUTH-DISCOVERY-PARSE', `The OAuth discovery document of ${origin} is not valid.`),
  oauthInsecure: (origin: string) =>
    refused('OUTBOUND-OAUTH-INSECURE', `OAuth with ${origin} needs https, also for each of its endpoints.`),
  oauthRegistrationUnsupported: (origin: string) =>
    refused(
      'OUTBOUND-OAUTH-REGISTRATION-UNSUPPORTED',
      `${origin} does not register clients by itself. Register one there and give its client secret.`,
    ),
  oauthRegistrationRefused: (origin: string, reason: string) =>
    refused('OUTBOUND-OAUTH-REGISTRATION-REFUSED', `${origin} did not register the client: ${reason}.`),
  oidcRefused: (reason: string) =>
    refused('OUTBOUND-OIDC-REFUSED', `The identity provider refused the sign-in: ${reason}.`),
  oidcInvalid: (reason: string) =>
    refused('OUTBOUND-OIDC-INVALID', `What the identity provider answered is not valid: ${reason}.`),
} as const;

/** The error that Reeve raised on purpose, however deep a client library has wrapped it. */
export function reeveErrorIn(error: unknown): ReeveError | undefined {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if (current instanceof ReeveError) return current;
    current = current.cause;
  }
  return undefined;
}

function refused(
  code: string,
  detail: string,
  extra?: Readonly<Record<string, string | number>>,
): ReeveError {
  return new ReeveError(code, 400, detail, extra);
}
