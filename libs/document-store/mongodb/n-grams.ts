/** Code points. */
export const LONGEST_GRAM = 3;

/** Every substring of one to three code points of the texts, each once: what an index of substrings is made of. */
export function nGrams(texts: readonly string[]): string[] {
  const grams = new Set<string>();
  for (const text of texts) {
    const characters = Array.from(text);
    for (let start = 0; start < characters.length; start++) {
      for (let length = 1; length <= LONGEST_GRAM && start + length <= characters.length; length++) {
        grams.add(characters.slice(start, start + length).join(''));
      }
    }
  }
  return [...grams];
}

/** The longest of the n-grams of a text, each once: those of three code points, or the text itself where it is shorter. */
export function longestGrams(text: string): string[] {
  const characters = Array.from(text);
  const last = Math.max(0, characters.length - LONGEST_GRAM);
  return [
    ...new Set(
      Array.from({ length: last + 1 }, (_, start) => characters.slice(start, start + LONGEST_GRAM).join('')),
    ),
  ];
}
