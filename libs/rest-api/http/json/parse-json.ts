import { isUtf8 } from 'node:buffer';
import { validationFailed } from '@reeve/contracts';
import type { ReeveError } from '@reeve/contracts';
import { findExcess } from './json-limits.js';
import { locateJsonError } from './locate-json-error.js';
import { refuseHostileValues } from './refuse-hostile-values.js';

/**
 * The value of a JSON body; undefined when it is empty. Of a key that is given twice, the last one counts.
 *
 * @throws ReeveError `REQUEST-INVALID` 422: `json_invalid` (with the offset of the mistake, in characters), over a limit, or
 *   with something in it that is refused whatever the route.
 */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const excess = findExcess(body);
  if (excess !== undefined) throw invalid(excess.offset, 'json_limit', `The body is ${excess.what}`);
  if (!isUtf8(body)) throw invalid(0, 'json_invalid', 'The body is not valid UTF-8');
  const text = body.toString('utf8');
  const value = parse(text);
  refuseHostileValues(value, text);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid(locateJsonError(text) ?? 0, 'json_invalid', 'JSON decode error');
  }
}

function invalid(offset: number, type: string, msg: string): ReeveError {
  return validationFailed([{ loc: ['body', offset], type, msg }], `${msg} (at ${offset})`);
}
