import { fold } from '@reeve/document-store';

/**
 * Text as it is searched in and searched for. U+0000, at which FTS5 would end both, has a place outside of what text may
 * be made of.
 */
export function searchText(text: string): string {
  return fold(text).replaceAll('\0', '\u{10ffff}');
}

/** Of code points: the units of the index. None of a shorter text. */
export function trigramsOf(text: string): readonly string[] {
  const characters = Array.from(text);
  return characters
    .slice(2)
    .map((last, index) => `${characters[index] ?? ''}${characters[index + 1] ?? ''}${last}`);
}
