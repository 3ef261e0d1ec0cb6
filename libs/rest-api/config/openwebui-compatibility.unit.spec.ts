import { readFileSync } from 'node:fs';
import { RequestMethod } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { SECTIONS, terminalServerConnection, toolServerConnection } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { ConfigApiModule } from './config-api.module.js';
import { requestSchema } from './section-schema.js';
import type { JsonSchema } from './section-schema.js';
import { lifecycleBody, policyBody, refreshBody } from './terminal-server.bodies.js';

/** Open WebUI's own interface of its configuration routes, oldest and newest generation: method, path, body with references resolved. */
type Contract = Readonly<Record<string, { readonly request: JsonSchema | null }>>;
const contracts = JSON.parse(
  readFileSync(new URL('./testing/openwebui-config-contract.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Contract>>;

/** Every route that the configuration has, as `GET /api/v1/configs/banners`. */
const routes = new Set(
  (ConfigApiModule.forRoot(SECTIONS).controllers ?? []).flatMap((controller: Type) => {
    const prefixes = [Reflect.getMetadata(PATH_METADATA, controller) as string | readonly string[]].flat();
    const prototype = controller.prototype as Record<string, object>;
    const handlers = Object.getOwnPropertyNames(prototype)
      .flatMap((name) => prototype[name] ?? [])
      .filter((handler) => Reflect.hasMetadata(METHOD_METADATA, handler));
    return handlers.flatMap((handler) => {
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
      return prefixes.map(
        (prefix) => `${method} /${[prefix, path].filter((part) => part !== '/').join('/')}`,
      );
    });
  }),
);

const ours: Readonly<Record<string, JsonSchema>> = {
  ...Object.fromEntries(SECTIONS.map((section) => [section.route ?? section.name, requestSchema(section)])),
  'tool_servers/verify': requestSchema({ title: 'Tool server', fields: toolServerConnection.fields }),
  'terminal_servers/verify': requestSchema({
    title: 'Terminal server',
    fields: terminalServerConnection.fields,
  }),
  'terminal_servers/policy': requestSchema(policyBody),
  'terminal_servers/lifecycle': requestSchema(lifecycleBody),
  'terminal_servers/refresh': requestSchema(refreshBody),
};

/** What Open WebUI itself refuses although its schema allows it (reference 11.4). */
const REFUSED_THERE_TOO = ['api/v1/auths/admin/config.I18N does not take null'];

/** What a client that keeps to `theirs` could send that `ours` would refuse or drop. */
function missing(own: JsonSchema | undefined, theirs: JsonSchema, at: string): string[] {
  if (own === undefined) return [`${at} is not taken`];
  const alternatives = (schema: JsonSchema): JsonSchema[] => {
    const any = (schema['anyOf'] as JsonSchema[] | undefined) ?? [schema];
    return any.flatMap(({ type, ...rest }) =>
      (Array.isArray(type) ? type : [type]).map((each: unknown) => ({ ...rest, type: each })),
    );
  };
  return alternatives(theirs).flatMap((wanted) => {
    const match = alternatives(own).find(({ type }) => type === wanted['type']);
    if (match === undefined) return [`${at} does not take ${String(wanted['type'])}`];
    if (wanted['type'] === 'array')
      return missing(match['items'] as JsonSchema, wanted['items'] as JsonSchema, `${at}[]`);
    const properties = (wanted['properties'] ?? {}) as Record<string, JsonSchema>;
    const known = (match['properties'] ?? {}) as Record<string, JsonSchema>;
    const required = new Set((wanted['required'] ?? []) as string[]);
    return [
      ...((match['required'] ?? []) as string[])
        .filter((name) => !required.has(name))
        .map((name) => `${at}.${name} is asked for`),
      ...(wanted['additionalProperties'] !== undefined && match['additionalProperties'] === false
        ? [`${at} takes no extras`]
        : []),
      ...Object.entries(properties).flatMap(([name, schema]) =>
        missing(known[name], schema, `${at}.${name}`),
      ),
    ];
  });
}

describe.each(Object.entries(contracts))('a client of Open WebUI %s', (_generation, contract) => {
  it('finds every configuration route', () => {
    const wanted = Object.keys(contract).map((route) => route.replace(/\{(\w+)\}/g, ':$1'));
    expect(wanted.filter((route) => !routes.has(route))).toEqual([]);
  });

  const bodies = Object.entries(contract).flatMap(([route, { request }]) => {
    const name = route.replace('POST /api/v1/configs/', '').replace('POST /', '');
    return request === null || ours[name] === undefined ? [] : ([[name, request]] as const);
  });
  it.each(bodies)('may send its body of %s', (name, request) => {
    const refused = missing(ours[name], request, name);
    expect(refused.filter((what) => !REFUSED_THERE_TOO.includes(what))).toEqual([]);
  });
});

it('serves the documented prefix with the same routes', () => {
  const under = (prefix: string) =>
    [...routes].filter((route) => route.includes(prefix)).map((route) => route.replace(prefix, '/'));
  expect(under('/api/v1/config/')).toEqual(under('/api/v1/configs/'));
});
