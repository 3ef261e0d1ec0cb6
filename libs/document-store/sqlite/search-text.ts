import { fold } from '@reeve/document-store';

/**
 * Text as it is searched in and searched for. U+0000, at which FTS5 would end both, has a place outside of what text may
 * be made of.
 */
export function searchText(text: string): string {
  return fold(text).replaceAll('\0', '\u{10ffff}');
}
