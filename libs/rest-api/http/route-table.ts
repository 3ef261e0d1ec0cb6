/** The routes there are, so that a request for none of them can be told what it may have meant. */
export class RouteTable {
  private readonly routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] =
    [];

  /** @param template Fastify's: `/users/:id`. */
  add(methods: string | readonly string[], template: string): void {
    this.routes.push({ segments: template.split('/'), methods: [methods].flat() });
  }

  /** The methods that a path can be asked with; none when there is no such path. */
  methodsAt(path: string): readonly string[] {
    const segments = path.split('/');
    const matching = this.routes.filter((route) => matches(route.segments, segments));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
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
