import { outboundErrors } from '../outbound.errors.js';

/** Longer than any server takes, short enough to be handled freely. */
const MAX_URL_LENGTH = 8_192;

/**
 * The URL of one request or redirect, in its WHATWG form: decimal, octal, hexadecimal, shortened and full-width IPv4
 * addresses are dotted decimals from here on.
 *
 * @throws ReeveError `OUTBOUND-URL-INVALID` for what is no http(s) URL, has a user name or password, or port 0.
 */
export function targetUrl(input: string | URL, base?: URL): URL {
  const text = String(input);
  if (text.trim() === '') throw outboundErrors.urlInvalid('is missing');
  if (text.length > MAX_URL_LENGTH)
    throw outboundErrors.urlInvalid(`is longer than ${MAX_URL_LENGTH} characters`);
  if (!URL.canParse(text, base?.href)) throw outboundErrors.urlInvalid('is not a valid URL');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw outboundErrors.urlInvalid('is neither http nor https');
  }
  if (url.username !== '' || url.password !== '') {
    throw outboundErrors.urlInvalid('has a user name or password in it; use the key or the headers instead');
  }
  if (url.port === '0') throw outboundErrors.urlInvalid('has port 0');
  return url;
}
