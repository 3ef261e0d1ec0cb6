import type { FastifyInstance } from 'fastify';
import { IMPORT_BODY_LIMIT_BYTES } from './body-limit.js';
import type { RouteTable } from './route-table.js';

/**
 * Looks at every route as it is added: gives it the path and the body limit it asked for, notes it, and stops the start when it does not
 * say who may call it.
 */
export function checkRoutes(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onRoute', (route) => {
    const { facts } = route.config ?? {};
    // What answers the preflights of CORS is no route of ours.
    if (route.method === 'OPTIONS') return;
    if (facts?.access === undefined) {
      throw new Error(`${[route.method].flat().join(', ')} ${route.url} needs @Requires(…) or @Public()`);
    }
    if (facts.bodyLimit === 'import') route.bodyLimit = IMPORT_BODY_LIMIT_BYTES;
    if (facts.trailingSlash === true) route.url += '/';
    routes.add(route.method, route.url);
  });
}
