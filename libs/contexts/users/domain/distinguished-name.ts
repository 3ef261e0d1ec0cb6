/**
 * The first common name in a distinguished name (RFC 4514): what Open WebUI calls the group that has it.
 *
 * @returns undefined when there is none.
 */
export function commonNameOf(distinguishedName: string): string | undefined {
  for (const part of parts(distinguishedName)) {
    const [, type, value] = /^\s*([^=]+?)\s*=\s*(.*)$/s.exec(part) ?? [];
    if (type?.toLowerCase() !== 'cn' || value === undefined) continue;
    const name = unescaped(value.trimEnd()).trim();
    if (name !== '') return name;
  }
  return undefined;
}

/** Between separators that are not escaped. */
function parts(distinguishedName: string): readonly string[] {
  return distinguishedName.match(/(?:\\.|[^,+\\]|\\$)+/gs) ?? [];
}

/** Pairs of hexadecimal digits are bytes of UTF-8; any other character behind a backslash is itself. */
function unescaped(value: string): string {
  return value.replace(
    /(?:\\[0-9a-f]{2})+|\\(.)/gis,
    (escaped: string, character?: string) => character ?? decoded(escaped),
  );
}

function decoded(escaped: string): string {
  const bytes = escaped
    .split('\\')
    .slice(1)
    .map((pair) => Number.parseInt(pair, 16));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
