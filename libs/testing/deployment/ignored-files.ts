/**
 * What a `.dockerignore` keeps out of the build, by paths relative to its folder. Of its grammar, what is used here: a name
 * or a path from the root, `*` within a name, and a leading `**` + `/` for any folder.
 *
 * @throws Error for a pattern beyond that, so that none is passed over.
 */
export function ignoredBy(dockerignore: string): (path: string) => boolean {
  const patterns = dockerignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(toRegExp);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function toRegExp(pattern: string): RegExp {
  const [, anywhere, path = ''] = /^(\*\*\/)?([\w./@*-]+)$/.exec(pattern) ?? [];
  if (path === '' || path.includes('**')) throw new Error(`${pattern} is not understood here`);
  const literal = path.replace(/[.]/g, '\\$&').replace(/\*/g, '[^/]*');
  return new RegExp(`^${anywhere === undefined ? '' : '(?:.*/)?'}${literal}(?:/.*)?$`);
}
