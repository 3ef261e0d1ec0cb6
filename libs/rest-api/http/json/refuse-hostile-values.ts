import { isJsonObject, validationFailed } from '@reeve/contracts';

/** With the flag `u`, the halves of a whole pair do not match. */
const HALF_PAIR = /\p{Surrogate}/u;

type Path = readonly (string | number)[];

/**
 * Refuses keys that would change the prototype of an object they are copied to, and strings with half a surrogate pair,
 * which no encoder can store as they came.
 *
 * @param text what the value was parsed from: most texts cannot hold any of it, and are not walked.
 * @throws ReeveError `REQUEST-INVALID` 422.
 */
export function refuseHostileValues(value: unknown, text: string): void {
  if (text.includes('__proto__') || text.includes('constructor') || text.includes('\\u'))
    walk(value, ['body']);
}

function walk(value: unknown, path: Path): void {
  if (typeof value === 'string') {
    refuseHalfPairs(value, path);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => walk(item, [...path, index]));
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      refuseHalfPairs(key, path);
      if (key === '__proto__' || (key === 'constructor' && holdsPrototype(member))) {
        throw validationFailed([{ loc: [...path, key], type: 'forbidden_key', msg: 'Key is not allowed' }]);
      }
      walk(member, [...path, key]);
    }
  }
}

function holdsPrototype(member: unknown): boolean {
  return isJsonObject(member) && Object.hasOwn(member, 'prototype');
}

function refuseHalfPairs(text: string, loc: Path): void {
  if (HALF_PAIR.test(text)) {
    throw validationFailed([
      { loc, type: 'string_unicode', msg: 'Input should be a valid string, with whole surrogate pairs' },
    ]);
  }
}
