import { isJsonObject, type JsonObject } from '@reeve/contracts';
import { outboundErrors } from '../outbound.errors.js';

/** How a connection says who is calling, in the words of Open WebUI's connections. */
export interface OutboundCredentials {
  /** `none`, `bearer`, `session`, `system_oauth`, `oauth_2.1` or `oauth_2.1_static`; null and empty are `none`. */
  readonly authType: string | null;
  /** For `bearer`; without one, no credential is sent. */
  readonly key: string | null;
  /** For `session`: the caller's own token. */
  readonly sessionToken: string | null;
  /** Merged last, over the credential too. An object, or the text of one in JSON. */
  readonly headers?: JsonObject | string | null;
}

/** They frame the message or name the server, which follows from the URL and the body alone (RFC 9110 7.2, 7.6.1). */
const NOT_FOR_SETTING = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The headers that go out with a connection's requests; names in lower case.
 *
 * @throws ReeveError 400 `OUTBOUND-AUTH-UNAVAILABLE` for a way to authenticate that cannot be used here,
 * `OUTBOUND-HEADERS-INVALID` for custom headers that are none.
 */
export function outboundHeaders(credentials: OutboundCredentials): Record<string, string> {
  const token = bearerToken(credentials);
  const checked = new Headers();
  if (token !== null) set(checked, 'authorization', `Bearer ${token}`);
  for (const [name, value] of Object.entries(customHeaders(credentials.headers ?? null))) {
    if (typeof value === 'object') throw outboundErrors.headersInvalid('each value must be a text');
    if (NOT_FOR_SETTING.has(name.toLowerCase())) {
      throw outboundErrors.headersInvalid(`"${name.toLowerCase()}" cannot be set`);
    }
    set(checked, name, String(value));
  }
  return Object.fromEntries(checked);
}

function bearerToken({ authType, key, sessionToken }: OutboundCredentials): string | null {
  switch (authType ?? '') {
    case '':
    case 'none':
    // The token is the user's own, got when the tools are first used: there is none to verify with.
    case 'oauth_2.1':
    case 'oauth_2.1_static':
      return null;
    case 'bearer':
      return key === '' ? null : key;
    case 'session':
      if (sessionToken === null) {
        throw outboundErrors.authenticationUnavailable(
          'Authentication by session needs a signed-in session to send the token of.',
        );
      }
      return sessionToken;
    case 'system_oauth':
      throw outboundErrors.authenticationUnavailable(
        'Authentication by system OAuth needs a sign-in through an identity provider, which this session is not.',
      );
    default:
      throw outboundErrors.authenticationUnavailable(
        'The authentication type is unknown. Use none, bearer, session, system_oauth or oauth_2.1.',
      );
  }
}

function customHeaders(headers: JsonObject | string | null): JsonObject {
  if (headers === null || headers === '') return {};
  const value = typeof headers === 'string' ? parsed(headers) : headers;
  if (!isJsonObject(value)) throw outboundErrors.headersInvalid('they must be a JSON object of texts');
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function set(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    // The platform's own message quotes the value.
    throw outboundErrors.headersInvalid('a name or a value has a character that headers cannot have');
  }
}
