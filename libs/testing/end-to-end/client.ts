import type { Readable } from 'node:stream';
import { isJsonObject } from '@reeve/contracts';
import type { JsonObject, JsonValue } from '@reeve/contracts';
import supertest from 'supertest';
import type { Response as SuperagentResponse } from 'supertest';

type Verb = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';

export interface Sending {
  /** Sent as JSON; text and bytes as they are. */
  readonly body?: JsonValue | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whoever sends requests to an installation, with the headers that all of them carry. Follows no redirect. */
export class Client {
  constructor(
    private readonly origin: () => string,
    private readonly headers: Readonly<Record<string, string>> = {},
    /** Sees every answer before whoever asked does. */
    private readonly onAnswer: (answer: Answer) => void = () => undefined,
  ) {}

  /** The same with more headers. */
  with(headers: Readonly<Record<string, string>>): Client {
    return new Client(this.origin, { ...this.headers, ...headers }, this.onAnswer);
  }

  /** The same with a token. */
  as(token: string): Client {
    return this.with({ authorization: `Bearer ${token}` });
  }

  get(path: string, headers: Sending['headers'] = {}): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  post(path: string, body: JsonValue, headers: Sending['headers'] = {}): Promise<Answer> {
    return this.send('POST', path, { body, headers });
  }

  async send(method: string, path: string, { body, headers = {} }: Sending = {}): Promise<Answer> {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const verb = method.toLowerCase() as Verb;
    const response = await supertest(this.origin())
      [verb](path)
      .set({ ...type, ...this.headers, ...headers })
      .redirects(0)
      .ok(() => true)
      .buffer(true)
      .parse(asText)
      .serialize((sent) => sent as string)
      .send(body === undefined ? undefined : encoded(body));
    const answer = new Answer(response.status, headersOf(response), textOf(response));
    this.onAnswer(answer);
    return answer;
  }
}

/** Supertest would make JSON of it by itself, but also of text and bytes that are meant as they are. */
function encoded(body: JsonValue | Uint8Array): string | Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Whatever the type says: what is no JSON must be seen as it came. */
function asText(response: SuperagentResponse, done: (error: Error | null, text: string) => void): void {
  const chunks: Buffer[] = [];
  const stream = response as unknown as Readable;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks).toString('utf8')));
  stream.on('error', (error: Error) => done(error, ''));
}

/** The answer to a HEAD has no body to parse. */
function textOf({ body }: SuperagentResponse): string {
  return typeof body === 'string' ? body : '';
}

function headersOf({ headers }: SuperagentResponse): Headers {
  const values = Object.entries(headers as Readonly<Record<string, string | readonly string[]>>);
  return new Headers(
    values.flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, each])),
  );
}

export class Answer {
  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly text: string,
  ) {}

  /** @throws SyntaxError when it is no JSON. */
  get body(): JsonValue {
    return JSON.parse(this.text) as JsonValue;
  }

  /** @throws TypeError when the body is no JSON object. */
  get object(): JsonObject {
    const { body } = this;
    if (!isJsonObject(body)) throw new TypeError(`${this.status}: ${this.text} is no object`);
    return body;
  }

  /** @throws TypeError when the body is no JSON array. */
  get list(): readonly JsonValue[] {
    const { body } = this;
    if (!Array.isArray(body)) throw new TypeError(`${this.status}: ${this.text} is no array`);
    return body as readonly JsonValue[];
  }

  get extra(): JsonObject {
    const { extra } = this.object;
    return isJsonObject(extra) ? extra : {};
  }

  /** Of an error. */
  get code(): JsonValue | undefined {
    return this.extra['code'];
  }

  /** What a 422 finds wrong, as `loc type`: `body.key missing`. */
  get issues(): readonly string[] {
    const found = (this.extra['errors'] ?? []) as readonly { loc: readonly unknown[]; type: string }[];
    return found.map(({ loc, type }) => `${loc.join('.')} ${type}`);
  }

  header(name: string): string | null {
    return this.headers.get(name);
  }

  /** The entity tag. @throws TypeError when there is none. */
  get etag(): string {
    const etag = this.header('etag');
    if (etag === null) throw new TypeError(`${this.status}: ${this.text} has no ETag`);
    return etag;
  }
}
