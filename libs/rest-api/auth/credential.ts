import type { IncomingHttpHeaders } from 'node:http';
import { isApiKey } from '@reeve/contracts';

const SCHEME = 'bearer ';
const COOKIE = 'token=';

/**
 * The credential of a request, or null: `Authorization: Bearer` (whatever the case of the scheme), else `x-api-key`, else
 * the cookie `token`. Another scheme counts as none (reference 2.1).
 */
export function credentialOf(headers: IncomingHttpHeaders): string | null {
  const { authorization, cookie } = headers;
  if (authorization !== undefined) {
    const token = bearerToken(authorization);
    if (token !== '') return token;
  }
  const apiKey = headers['x-api-key'];
  if (typeof apiKey === 'string' && apiKey !== '') return isApiKey(apiKey) ? apiKey : NO_API_KEY;
  return cookie === undefined ? null : cookieToken(cookie);
}

/** Nobody's: what stands in that header is never a session's token. */
const NO_API_KEY = 'sk-';

function bearerToken(authorization: string): string {
  const isBearer = authorization.slice(0, SCHEME.length).toLowerCase() === SCHEME;
  return isBearer ? authorization.slice(SCHEME.length).trim() : '';
}

function cookieToken(cookies: string): string | null {
  for (const pair of cookies.split(';')) {
    const cookie = pair.trimStart();
    if (cookie.startsWith(COOKIE)) return cookie.slice(COOKIE.length).trimEnd() || null;
  }
  return null;
}
