import { wellFormed } from './well-formed.js';

/**
 * Case folding for search, the same in every adapter: compatibility-composed (NFKC), lower case, so that `Straße`, `STRASSE`
 * differ but `É` and `é` do not. Not locale-dependent.
 */
export function fold(text: string): string {
  return wellFormed(text).normalize('NFKC').toLowerCase();
}
