import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-id.js';
import { RouteTable } from './route-table.js';

describe('The table of routes', () => {
  const routes = new RouteTable();
  routes.add('GET', '/users/');
  routes.add('GET', '/users/:id');
  routes.add(['GET', 'HEAD'], '/users/:id');
  routes.add('POST', '/users/:id/update');
  routes.add('GET', '/users/all');
  routes.add('DELETE', '/users/:id/sessions/:session');
  routes.add('POST', '/users/:user/sessions/revoke');

  it.each([
    ['/users/', ['GET']],
    ['/users/7', ['GET', 'HEAD']],
    ['/users/all', ['GET']],
    ['/users/7/sessions/revoke', ['POST']],
    ['/users/7/sessions/8', ['DELETE']],
    ['/users/7/update', ['POST']],
    ['/users', []],
    ['/users//update', []],
    ['/users/7/', []],
    ['/', []],
  ])('%s can be asked with %j', (path, methods) => {
    expect(routes.methodsAt(path)).toEqual(methods);
  });

  it.each([
    ['/users/:id', '/users/all', true],
    ['/users/:id', '/users/', true],
    ['/users/:id', '/users/7', false],
    ['/users/:id/sessions/:session', '/users/7/sessions/revoke', true],
    ['/users/:id/sessions/:session', '/users/7/sessions/8', false],
    ['/users/all', '/users/all', false],
  ])('does not take %s for what %s means: %j', (template, path, is) => {
    expect(routes.isOfAnother(template, path)).toBe(is);
  });
});

describe('A request id', () => {
  it('is the one that was given', () => {
    expect(requestIdOf({ headers: { 'x-request-id': 'a.B-9_' } })).toBe('a.B-9_');
  });

  it.each([undefined, '', 'a b', 'a\nb', 'ä', 'a,b', 'x'.repeat(129), '{"a":1}'])(
    'is a new one for %j',
    (given) => {
      expect(requestIdOf({ headers: { 'x-request-id': given } })).toMatch(/^[\da-f-]{36}$/);
    },
  );
});
