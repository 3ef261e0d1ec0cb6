/** The routes there are, so that a request for none of them can be told what it may have meant. */
export class RouteTable {
  /** Methods by template. */
  private readonly routes = new Map<string, Set<string>>();
  private readonly closerRoutes = new Map<string, readonly string[]>();

  /** @param template Fastify's: `/users/:id`. */
  add(methods: string | readonly string[], template: string): void {
    const known = this.routes.get(template) ?? new Set();
    for (const method of [methods].flat()) known.add(method);
    this.routes.set(template, known);
    this.closerRoutes.clear();
  }

  /**
   * The methods that a path can be asked with; none when there is no such path. What is named is meant, and not what it could
   * be an id of: `/users/all` is no user whose id is `all`.
   */
  methodsAt(path: string): readonly string[] {
    const methods = [...this.routes]
      .filter(([template]) => matches(template, path) && !this.isOfAnother(template, path))
      .flatMap(([, known]) => [...known]);
    return [...new Set(methods)].sort();
  }

  /** Whether a path that the router has found this template for is not meant by it: another one names it, with other methods. */
  isOfAnother(template: string, path: string): boolean {
    return this.closerThan(template).some((closer) => matches(closer, path));
  }

  /** Templates that name what this one has as a parameter. Few have any. */
  private closerThan(template: string): readonly string[] {
    let closer = this.closerRoutes.get(template);
    if (closer === undefined) {
      closer = [...this.routes.keys()].filter((other) => isCloser(other, template));
      this.closerRoutes.set(template, closer);
    }
    return closer;
  }
}

function matches(template: string, path: string): boolean {
  const segments = template.split('/');
  const given = path.split('/');
  return (
    segments.length === given.length &&
    segments.every((segment, index) =>
      segment.startsWith(':') ? given[index] !== '' : segment === given[index],
    )
  );
}

/** A slash at the end names what a router may take for a parameter that is empty. */
function isCloser(template: string, than: string): boolean {
  const segments = template.split('/');
  const others = than.split('/');
  const isParameter = (segment: string | undefined) => segment?.startsWith(':') === true;
  return (
    segments.length === others.length &&
    segments.every((segment, index) =>
      isParameter(others[index]) ? true : isParameter(segment) ? false : segment === others[index],
    ) &&
    segments.some((segment, index) => !isParameter(segment) && isParameter(others[index]))
  );
}
