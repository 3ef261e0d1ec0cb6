import { ReeveError } from '@reeve/contracts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendError } from './error.filter.js';
import { httpErrors } from './http.errors.js';
import type { RouteTable } from './route-table.js';

/**
 * Answers what no route does, before its body is read: 405 for another method, 307 to the form of the path with or without
 * a slash at its end that does exist (reference 2.3), else 404.
 */
export function answerUnknownRoutes(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const [path, query] = splitTarget(request.url);
    const template = request.routeOptions.url;
    if (request.is404 || template === undefined || routes.isOfAnother(template, path)) {
      answerUnknownRoute(path, query, reply, routes);
    } else {
      done();
    }
  });
}

function answerUnknownRoute(path: string, query: string, reply: FastifyReply, routes: RouteTable): void {
  const allowed = routes.methodsAt(path);
  if (allowed.length > 0) {
    reply.header('allow', allowed.join(', '));
    sendError(reply, httpErrors.methodNotAllowed(allowed));
    return;
  }
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  // Not `//host/path`: as a Location that is another server.
  if (!path.startsWith('//') && routes.methodsAt(other).length > 0) {
    reply.header('location', `${other}${query}`);
    sendError(reply, new ReeveError('ROUTE-MOVED', 307, `It is at ${other}`));
    return;
  }
  sendError(reply, httpErrors.routeUnknown());
}

function splitTarget(target: string): [path: string, query: string] {
  const start = target.indexOf('?');
  return start === -1 ? [target, ''] : [target.slice(0, start), target.slice(start)];
}
