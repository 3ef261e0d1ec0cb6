/**
 * The text as UTF-8 can carry it: an unpaired surrogate, which JSON and JavaScript allow, becomes U+FFFD. What is compared
 * or searched goes through this, or a store that keeps UTF-8 would answer otherwise than one that does not.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
