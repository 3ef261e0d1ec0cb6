import { RequestMethod } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { isJsonObject, SECTIONS } from '@reeve/contracts';
import type { JsonObject, JsonValue, Role } from '@reeve/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditApiModule } from '../audit/index.js';
import { AuthsApiModule } from '../auths/index.js';
import { BillingApiModule } from '../billing/index.js';
import { ConfigApiModule } from '../config/index.js';
import { GroupsApiModule } from '../groups/index.js';
import { factsOf } from '../http/route-facts.js';
import { startSampleApp } from '../http/testing/start-sample-app.js';
import type { SampleApp } from '../http/testing/start-sample-app.js';
import { PermissionsApiModule } from '../permissions/index.js';
import { UserImportApiModule } from '../user-import/index.js';
import { TAGS } from './tags.js';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly summary?: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters: readonly {
    readonly name?: string;
    readonly $ref?: string;
    readonly description?: string;
  }[];
  readonly responses: Readonly<Record<string, JsonObject>>;
  readonly 'x-required-capability': string | null;
}

let api: SampleApp;
let document: JsonObject;
let operations: readonly Operation[];
beforeAll(async () => {
  api = await startSampleApp({
    controllers: [],
    modules: [
      ConfigApiModule.forRoot(SECTIONS),
      AuthsApiModule,
      GroupsApiModule,
      PermissionsApiModule,
      BillingApiModule,
      AuditApiModule,
      UserImportApiModule,
    ],
  });
  document = (await api.app.inject({ url: '/api/openapi.json' })).json();
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, object>>>>;
  operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, ...operation }) as Operation),
  );
});
afterAll(() => api.app.close());

/** The document of every module together, as clients of Reeve get it. */
describe('The whole OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
  });

  it('has schemas that are JSON Schema, with examples and defaults that conform to them', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const { paths = {}, components = {} } = document;
    const { schemas = {}, responses = {}, parameters = {}, headers = {} } = components as JsonObject;
    let checked = 0;
    for (const [path, schema, values] of exemplified({ paths, schemas, responses, parameters, headers })) {
      const conforms = ajv.compile({ ...schema, components });
      for (const value of values) {
        expect(conforms(value), `${path}: ${JSON.stringify([value, conforms.errors])}`).toBe(true);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(50);
  });

  it('has every route of every controller, and no other', () => {
    const described = operations.map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual([...routesOf(api)].sort());
  });

  it('names each operation once, and says what it does and where it belongs', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(?:[A-Z\d][A-Za-z\d]*)+$/.test(id))).toEqual([]);
    const tags = new Set<string>(TAGS.map(({ name }) => name));
    for (const operation of operations) {
      const { method, path, summary = '' } = operation;
      expect(summary.length, `${method} ${path}`).toBeGreaterThan(5);
      expect(operation.tags.length, `${method} ${path}`).toBe(1);
      expect(operation.tags.filter((tag) => !tags.has(tag))).toEqual([]);
    }
  });

  it('says of every parameter what it is', () => {
    const undescribed = operations.flatMap(({ method, path, parameters }) =>
      parameters
        .filter(({ $ref, description }) => $ref === undefined && description === undefined)
        .map(({ name }) => `${method} ${path} ${name ?? ''}`),
    );
    expect(undescribed).toEqual([]);
  });

  it('has the same under both prefixes of the configuration', () => {
    const under = (prefix: string) =>
      operations
        .filter(({ path }) => path.startsWith(prefix))
        .map((operation) => ({
          ...operation,
          path: operation.path.slice(prefix.length),
          operationId: operation.operationId.replace('Configs', 'Config'),
          tags: [],
        }));
    expect(under('/api/v1/configs/')).toEqual(under('/api/v1/config/'));
    expect(under('/api/v1/config/').length).toBeGreaterThan(20);
  });

  it('says that nobody is let in where nobody is', async () => {
    for (const operation of operations) {
      const open = operation.security.some((way) => Object.keys(way).length === 0);
      const status = await statusFor(operation);
      expect(status === 401, `${operation.operationId}: ${status}`).toBe(!open);
      // One that is open may answer 401 to a step of signing in, but never to ask who somebody is.
      const unauthorized = JSON.stringify(operation.responses['401'] ?? null);
      expect(/NotSignedIn|AUTH-MISSING/.test(unauthorized), operation.operationId).toBe(!open);
    }
  });

  it.each<[Role, readonly string[]]>([
    ['pending', ['session']],
    ['user', ['session', 'verified']],
  ])('says what %s may not do', async (role, capabilities) => {
    for (const operation of operations) {
      const { operationId, responses, 'x-required-capability': capability } = operation;
      const mayPass = capability === null || capabilities.includes(capability);
      const status = await statusFor(operation, api.bearer(api.bus.person(role)));
      expect(status === 403, `${operationId}: ${status}`).toBe(!mayPass);
      if (!mayPass) expect(Object.keys(responses)).toEqual(expect.arrayContaining(['403']));
    }
  });
});

/** Sends a request that is right as far as the path goes. @returns the status, which the document has to know. */
async function statusFor(operation: Operation, headers: Record<string, string> = {}): Promise<number> {
  const { method, path, operationId, responses } = operation;
  const { statusCode } = await api.app.inject({
    method: method.toUpperCase() as 'GET' | 'POST',
    url: path.replaceAll(/\{\w+\}/g, 'ui'),
    headers,
    ...(method === 'get' ? {} : { payload: {} }),
  });
  expect(Object.keys(responses), operationId).toContain(String(statusCode));
  return statusCode;
}

/** The routes that the decorators of controllers declare, without what the OpenAPI document knows of them. */
function routesOf({ app }: SampleApp): ReadonlySet<string> {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return new Set(controllers.flatMap(({ metatype }) => routesOfController(metatype as Type)));
}

function routesOfController(controller: Type): readonly string[] {
  const prefixes = [Reflect.getMetadata(PATH_METADATA, controller) as string | readonly string[]].flat();
  const prototype = controller.prototype as Readonly<Record<string, object>>;
  return Object.getOwnPropertyNames(prototype)
    .flatMap((name) => prototype[name] ?? [])
    .filter((handler) => Reflect.hasMetadata(METHOD_METADATA, handler))
    .flatMap((handler) => {
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
      const slash = factsOf(handler).trailingSlash === true ? '/' : '';
      return prefixes.map((prefix) => {
        const whole = [prefix, path].flatMap((part) => part.split('/')).filter((part) => part !== '');
        const template = whole.map((part) => part.replace(/^:(.+)$/, '{$1}')).join('/');
        return `${method.toLowerCase()} /${template}${slash}`;
      });
    })
    .filter((route) => !route.includes(' /api/docs'));
}

/** Every schema of the document that comes with values for it, and those. */
function* exemplified(
  value: JsonValue,
  path = '#',
): Generator<readonly [path: string, schema: JsonObject, values: readonly JsonValue[]]> {
  if (typeof value !== 'object' || value === null) return;
  if (isJsonObject(value)) {
    const { schema, example, type, anyOf, default: fallback } = value;
    const values = [example, fallback].filter((each) => each !== undefined);
    if (schema !== undefined && isJsonObject(schema)) yield [path, schema, values];
    else if (typeof type === 'string' || Array.isArray(type) || Array.isArray(anyOf)) {
      yield [path, value, values];
    }
  }
  for (const [key, member] of Object.entries(value)) {
    // An example is no part of the description: what is in it only looks like one.
    if (key !== 'example') yield* exemplified(member, `${path}/${key}`);
  }
}
