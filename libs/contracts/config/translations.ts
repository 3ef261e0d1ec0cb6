import type { ValidationIssue } from '../errors/reeve-error.js';

/** By language, by text of the interface: what stands there instead. */
export type Translations = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Keys that would reach the prototype of what a page makes of the object (reference 11.4). */
const FORBIDDEN_KEYS = new Set(['__proto__', 'prototype', 'constructor']);
const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** A translation has the placeholders of its text, no others and none less. */
export function translationIssues(
  translations: Translations,
  loc: ValidationIssue['loc'],
): readonly ValidationIssue[] {
  return Object.entries(translations).flatMap(([language, texts]) => [
    ...forbidden(language, [...loc, language]),
    ...Object.entries(texts).flatMap(([text, translation]) => {
      const at = [...loc, language, text];
      return [...forbidden(text, at), ...differing(text, translation, at)];
    }),
  ]);
}

function forbidden(key: string, loc: ValidationIssue['loc']): readonly ValidationIssue[] {
  return FORBIDDEN_KEYS.has(key) ? [{ loc, msg: 'Key is not allowed', type: 'forbidden_key' }] : [];
}

function differing(
  text: string,
  translation: string,
  loc: ValidationIssue['loc'],
): readonly ValidationIssue[] {
  if (placeholders(text) === placeholders(translation)) return [];
  const msg = 'The translation should have the same {{placeholders}} as the text';
  return [{ loc, msg, type: 'placeholder_mismatch' }];
}

/** Which there are, in no order. */
function placeholders(text: string): string {
  return JSON.stringify([...new Set(Array.from(text.matchAll(PLACEHOLDER), ([, name]) => name))].sort());
}
