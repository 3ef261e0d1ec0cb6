import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@reeve/contracts';
import type { Answer } from './client.js';
import type { Installation } from './installation.js';
import type { FieldSchema } from './refused-values.js';

const BILLING = /^\/api\/v1\/(?:admin\/)?billing\//;

export interface BodySchema {
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
}

interface Parameter {
  readonly in: 'query' | 'path';
  readonly name: string;
  readonly schema: FieldSchema;
}

export interface Operation {
  /** As the OpenAPI document has them: `post /api/v1/…/{id}`. */
  readonly route: string;
  readonly parameters: readonly Parameter[];
  readonly body: BodySchema | undefined;
}

/** More at once takes no less time. */
const AT_ONCE = 8;

export interface Sent {
  readonly body: string;
  readonly answer: Answer;
}

/** Sends to the operations of billing whatever they are to be sent, and looks at what comes of it. */
export class AskedBilling {
  private constructor(
    private readonly installation: Installation,
    readonly operations: readonly Operation[],
    readonly places: Readonly<Record<string, string>>,
    private seen: number,
  ) {}

  /** By an administrator, about a plan and somebody who has it. */
  static async of(installation: Installation): Promise<AskedBilling> {
    const { admin } = installation;
    const person = await installation.person('user');
    const id = `plan-${randomUUID()}`;
    await admin.post('/api/v1/admin/billing/plans', { id, name: 'Plan', price: 10, interval: 'month' });
    await admin.send('PUT', `/api/v1/admin/billing/users/${person.id}/subscription`, {
      body: { plan_id: id },
    });
    const operations = operationsOf((await admin.get('/api/openapi.json')).object);
    const asking = new AskedBilling(
      installation,
      operations,
      { id, user_id: person.id, metric: 'requests' },
      0,
    );
    await asking.written();
    return asking;
  }

  /** @param query with its question mark. */
  async send(
    { route }: Operation,
    body?: string,
    query = '',
    places: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ');
    const filled = path.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => places[name] ?? this.places[name] ?? randomUUID(),
    );
    const sending = body === undefined ? {} : { body: Buffer.from(body) };
    return await this.installation.admin.send(method.toUpperCase(), `${filled}${query}`, sending);
  }

  async sendAll(operation: Operation, bodies: readonly string[]): Promise<readonly Sent[]> {
    const sent: Sent[] = [];
    for (let from = 0; from < bodies.length; from += AT_ONCE) {
      const some = bodies.slice(from, from + AT_ONCE);
      sent.push(
        ...(await Promise.all(
          some.map(async (body) => ({ body, answer: await this.send(operation, body) })),
        )),
      );
    }
    return sent;
  }

  /** How many events there are that were not there when this was asked before. */
  async written(): Promise<number> {
    const before = this.seen;
    this.seen = (await this.installation.running.events()).length;
    return this.seen - before;
  }
}

function operationsOf({ paths, components }: JsonObject): readonly Operation[] {
  const { schemas } = components as unknown as { schemas: Readonly<Record<string, BodySchema>> };
  return Object.entries(paths as Readonly<Record<string, JsonObject>>)
    .filter(([path]) => BILLING.test(path))
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): Operation => {
        const { requestBody, parameters = [] } = operation as {
          readonly requestBody?: { content: { 'application/json'?: { schema: { $ref?: string } } } };
          readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
        };
        const name = requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
        return {
          route: `${method} ${path}`,
          parameters: parameters.filter((parameter) => 'in' in parameter),
          body: schemas[name],
        };
      }),
    );
}

/** Text of the least body that will do, with a field in it that is this. */
export const bodyWith = ({ body }: Operation, field: string, json: string): string =>
  textOf({ ...without(leastOf(body), field), [field]: json });

export const without = (
  fields: Readonly<Record<string, string>>,
  field: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));

export const textOf = (fields: Readonly<Record<string, string>>): string =>
  `{${Object.entries(fields)
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join()}}`;

/** The same key, with its first character as an escape. */
export const escaped = (key: string): string =>
  `\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${key.slice(1)}`;

/** JSON of what it needs, by name. */
export function leastOf(body: BodySchema | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (body?.required ?? []).map((name) => {
      const { example, enum: choices } = (body?.properties[name] ?? {}) as FieldSchema & {
        example?: unknown;
      };
      return [name, JSON.stringify(example ?? choices?.[0])];
    }),
  );
}
