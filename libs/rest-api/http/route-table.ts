/** The routes there are, so that a request for none of them can be told what it may have meant. */
export class RouteTable {
  private readonly routes: {
    readonly template: string;
    readonly segments: readonly string[];
    readonly methods: readonly string[];
  }[] = [];
  private readonly templates = new Set<string>();

  /** @param template Fastify's: `/users/:id`. */
  add(methods: string | readonly string[], template: string): void {
    this.routes.push({ template, segments: template.split('/'), methods: [methods].flat() });
    this.templates.add(template);
  }

  /**
   * The methods that a path can be asked with; none when there is no such path. One that is a route of its own is that alone:
   * `/users/all` is no user whose id is `all`.
   */
  methodsAt(path: string): readonly string[] {
    const segments = path.split('/');
    const matching = this.templates.has(path)
      ? this.routes.filter(({ template }) => template === path)
      : this.routes.filter((route) => matches(route.segments, segments));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
  }

  /** Whether a path that the router has found this template for is not meant by it: it is a route of its own, with other methods. */
  isOfAnother(template: string, path: string): boolean {
    return template.includes(':') && this.templates.has(path);
  }
}

function matches(template: readonly string[], path: readonly string[]): boolean {
  return (
    template.length === path.length &&
    template.every((segment, index) =>
      segment.startsWith(':') ? path[index] !== '' : segment === path[index],
    )
  );
}
