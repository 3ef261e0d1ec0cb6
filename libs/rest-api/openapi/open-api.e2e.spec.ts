import { isJsonObject } from '@reeve/contracts';
import type { JsonObject, JsonValue } from '@reeve/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp } from '../http/testing/start-sample-app.js';
import type { SampleApp } from '../http/testing/start-sample-app.js';

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly responses: Readonly<Record<string, JsonObject>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, JsonObject>> };
}

let sample: SampleApp;
let document: JsonObject & { paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
beforeAll(async () => {
  sample = await startSampleApp();
  document = (await sample.app.inject({ url: '/api/openapi.json' })).json();
});
afterAll(() => sample.app.close());

function operation(method: string, path: string): Operation {
  const found = document.paths[path]?.[method];
  if (found === undefined) throw new Error(`${method} ${path} is not in the document`);
  return found;
}

/** What an object refers to, or itself. */
function resolved(object: JsonObject | undefined): JsonObject {
  const reference = object?.['$ref'];
  const found =
    typeof reference === 'string'
      ? reference
          .slice(2)
          .split('/')
          .reduce<JsonValue | undefined>(
            (level, key) => (isJsonObject(level) ? level[key] : undefined),
            document,
          )
      : object;
  if (!isJsonObject(found)) throw new Error(`${JSON.stringify(object)} refers to nothing`);
  return found;
}

/** Every object of a document, with the path to it. */
function* objectsOf(value: JsonValue, path = '#'): Generator<readonly [string, JsonObject]> {
  if (isJsonObject(value)) yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) yield* objectsOf(member, `${path}/${key}`);
}

describe('The OpenAPI document', () => {
  it('is of version 3.1 and has every route, as its path is', () => {
    expect(document['openapi']).toBe('3.1.0');
    const routes = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(routes.sort()).toEqual(
      [
        'delete /sample/bug',
        'get /api/openapi.json',
        'get /api/v1/operations/projections',
        'post /api/v1/operations/projections/{name}/rebuild',
        'post /api/v1/operations/projections/{name}/resume',
        'get /health',
        'get /health/db',
        'get /health/live',
        'get /health/ready',
        'get /metrics',
        'get /ready',
        'get /sample/',
        'get /sample/call',
        'get /sample/config',
        'get /sample/granted',
        'get /sample/items/{id}',
        'get /sample/made',
        'get /sample/nothing',
        'get /sample/revision',
        'get /sample/session',
        'post /sample/body',
        'post /sample/import',
        'post /sample/sign-in',
        'put /sample/write',
      ].sort(),
    );
  });

  it('names each operation once', () => {
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map((each) => each.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(operation('get', '/sample/items/{id}').operationId).toBe('getSampleItemsById');
  });

  it('refers only to what is in it, and knows no `nullable`', () => {
    for (const [path, object] of objectsOf(document)) {
      if (!path.endsWith('/properties')) expect(object, path).not.toHaveProperty('nullable');
      const reference = object['$ref'];
      if (typeof reference !== 'string') continue;
      expect(resolved(object), reference).toBeDefined();
    }
  });

  it('says that what may be null may be', () => {
    const { schemas } = document['components'] as unknown as {
      schemas: Record<string, { properties: JsonObject; required: string[] }>;
    };
    expect(schemas['SampleBody']?.properties['choice']).toEqual({
      type: ['string', 'null'],
      enum: ['one', 'two', null],
    });
    expect(schemas['SampleBody']?.required).toEqual(['text']);
  });

  it('says who may call a route, and what then happens to others', () => {
    expect(operation('get', '/sample/config').security).toEqual([{ bearer: [] }, { cookie: [] }]);
    expect(Object.keys(operation('get', '/sample/config').responses)).toEqual(
      expect.arrayContaining(['200', '304', '401', '403', '429', '500', '503', '504']),
    );
    expect(operation('get', '/sample/granted')).toMatchObject({
      'x-required-permission': 'features.api_keys',
      responses: {
        403: {
          description:
            'PERMISSIONS-NOT-GRANTED; AUTH-FORBIDDEN; for an API key USERS-API-KEY-NOT-ALLOWED, AUTH-API-KEY-PATH',
        },
      },
    });
    expect(operation('get', '/sample/').security).toEqual([{}]);
    expect(operation('get', '/sample/call').security).toEqual([{}, { bearer: [] }, { cookie: [] }]);
    expect(operation('get', '/sample/').responses).not.toHaveProperty('401');
    expect(operation('get', '/sample/session').responses).not.toHaveProperty('403');
  });

  it('says what a write takes and answers', () => {
    const write = operation('post', '/sample/body');
    expect(write.requestBody?.content['application/json']).toEqual({
      schema: { $ref: '#/components/schemas/SampleBody' },
    });
    expect(Object.keys(write.responses)).toEqual(expect.arrayContaining(['200', '400', '413', '415', '422']));
    expect(write.responses).not.toHaveProperty('304');
    expect(write.parameters).toContainEqual({ $ref: '#/components/parameters/IdempotencyKey' });
    expect(operation('put', '/sample/write').responses).toHaveProperty('412');
  });

  it.each([
    ['put', '/sample/write', '412', 'PRECONDITION-FAILED'],
    ['put', '/sample/write', '503', 'UNAVAILABLE'],
    ['get', '/sample/config', '429', 'RATE-LIMITED'],
    ['get', '/health/ready', '503', 'NOT-READY'],
  ])('shows with %s %s that %s is %s', (method, path, status, code) => {
    const response = resolved(operation(method, path).responses[status]);
    expect(response).toMatchObject({
      description: expect.stringMatching(new RegExp(`^${code}`)) as string,
      content: { 'application/json': { example: { status_code: Number(status), extra: { code } } } },
    });
    expect(Object.keys(response['headers'] as JsonObject)).toContain('X-Request-Id');
  });

  it('adds the errors of a kind to those of a route', () => {
    expect(operation('get', '/health/ready').responses['503']).toMatchObject({
      description: expect.stringContaining('UNAVAILABLE') as string,
    });
  });

  it.each([
    ['get', '/sample/config', ['ETag', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']],
    ['get', '/sample/', ['ETag']],
    ['get', '/health', []],
    ['post', '/sample/body', ['Idempotency-Replayed', 'Reeve-Visible']],
  ])('says which headers the answer to %s %s has', (method, path, headers) => {
    const { responses } = operation(method, path);
    expect(Object.keys(responses['200']?.['headers'] as JsonObject).sort()).toEqual(
      [...headers, 'X-Request-Id'].sort(),
    );
    expect('304' in responses).toBe(headers.includes('ETag'));
  });

  it('says what an absent parameter stands for', () => {
    expect(operation('get', '/sample/items/{id}').parameters).toContainEqual(
      expect.objectContaining({ name: 'page', schema: { type: 'integer', minimum: 1, default: 1 } }),
    );
  });

  it('says which query and path there are', () => {
    const names = operation('get', '/sample/items/{id}').parameters.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['page', 'id']));
  });
});

describe('The API page', () => {
  it('is there, and brings everything it needs', async () => {
    const page = await sample.app.inject({ url: '/api/docs' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    const needed = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(needed).toEqual(expect.arrayContaining(['/api/docs/index.css', '/api/docs/swagger-ui.css']));
    for (const url of needed) {
      expect(url).toMatch(/^\/api\/docs\//);
      expect((await sample.app.inject({ url })).statusCode, url).toBe(200);
    }
    expect(page.body).not.toMatch(/<script>|style=|onload=/);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
  });

  it.each(['nothing.js', '..%2fpackage.json', 'constructor', 'absolute-path.js', 'package.json'])(
    'gives no other file: %s',
    async (name) => {
      expect((await sample.app.inject({ url: `/api/docs/${name}` })).statusCode).toBe(404);
    },
  );
});
