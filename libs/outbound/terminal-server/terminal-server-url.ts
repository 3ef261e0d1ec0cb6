import { targetUrl } from '../network/target-url.js';

/** The address of a path, which begins with `/`, below a terminal server's URL. */
export function terminalServerUrl(base: string, path: string): URL {
  const trimmed = base.trim().replace(/\/+$/, '');
  return targetUrl(trimmed === '' ? '' : `${trimmed}${path}`);
}
