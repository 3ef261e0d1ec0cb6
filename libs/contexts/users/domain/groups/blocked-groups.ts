/** Characters that say a pattern is a regular expression, and not a name with wildcards. */
const OF_EXPRESSIONS = /[$()+[\\\]^{|}]/;

/**
 * Groups that nobody joins or leaves because a provider says so. Each is a name, or a pattern: `*` and `?` as in a shell; or a
 * regular expression that the name has to match from its first character on.
 *
 * @param list JSON text of a list; anything else blocks nothing.
 * @param matches whether an expression matches a name, within a bounded time; an expression that is none matches nothing.
 */
export function blockedGroups(
  list: string,
  matches: (expression: string, name: string) => boolean,
): (name: string) => boolean {
  const patterns = patternsIn(list);
  return (name) =>
    patterns.some(
      (pattern) =>
        pattern === name || (OF_EXPRESSIONS.test(pattern) && matches(pattern, name)) || isLike(pattern, name),
    );
}

function patternsIn(list: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(list);
    const patterns: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
    return patterns.filter((each): each is string => typeof each === 'string' && each !== '');
  } catch {
    return [];
  }
}

/** In time in proportion to both: a star that was taken too short is lengthened, and only the last one ever is. */
function isLike(pattern: string, name: string): boolean {
  const [wanted, given] = [Array.from(pattern), Array.from(name)];
  let [at, place] = [0, 0];
  let star: { readonly at: number; place: number } | undefined;
  while (place < given.length) {
    if (wanted[at] === '*') {
      star = { at, place };
      at++;
    } else if (wanted[at] === '?' || wanted[at] === given[place]) {
      at++;
      place++;
    } else if (star !== undefined) {
      star.place++;
      at = star.at + 1;
      place = star.place;
    } else {
      return false;
    }
  }
  return wanted.slice(at).every((character) => character === '*');
}
