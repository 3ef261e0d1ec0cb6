import { randomBytes, randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue, Role } from '@reeve/contracts';
import type { RecordedEvent } from '@reeve/event-store';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from './client.js';
import { SecretsUsed } from './secrets-used.js';
import type { StartTopology, Topology, TopologyOptions } from './topology.js';

/** Somebody with an account and a session. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  /** Sends their requests. */
  readonly client: Client;
}

/** An installation with its first administrator, and what the suite has entrusted it with. */
export class Installation {
  readonly secrets = new SecretsUsed();
  /** Nobody in particular. */
  readonly anyone: Client;
  private readonly environment: Readonly<Record<string, string>>;
  private topology: Topology | undefined;
  private first: Person | undefined;

  constructor(
    private readonly startTopology: StartTopology,
    private readonly options: Partial<TopologyOptions> = {},
  ) {
    this.environment = {
      REEVE_LOG_LEVEL: 'trace',
      REEVE_MASTER_KEY: this.secrets.remember(randomBytes(32).toString('hex')),
      WEBUI_SECRET_KEY: this.secrets.make('signing-key'),
      REEVE_ADMIN_RATE_LIMIT: '1000000',
      REEVE_SIGN_IN_RATE_LIMIT: '1000000',
      ...options.environment,
    };
    this.anyone = new Client(
      () => this.running.url,
      { 'user-agent': 'reeve end-to-end' },
      ({ text }) => this.rememberToken(text),
    );
  }

  /** Starts it, and signs up the first administrator. */
  async open(): Promise<void> {
    this.topology = await this.startTopology({ ...this.options, environment: this.environment });
    this.first = await this.enter('/api/v1/auths/signup', this.anyone, this.someone('Ada'));
  }

  async close(): Promise<void> {
    await this.topology?.stop();
  }

  get running(): Topology {
    if (this.topology === undefined) throw new Error('The installation does not run');
    return this.topology;
  }

  get administrator(): Person {
    if (this.first === undefined) throw new Error('Nobody has signed up');
    return this.first;
  }

  /** The first administrator's requests. */
  get admin(): Client {
    return this.administrator.client;
  }

  /** The first administrator has another session from now on. */
  continueAs(token: string): void {
    this.first = { ...this.administrator, token, client: this.anyone.as(token) };
  }

  /** Somebody new with a role, signed in. */
  async person(role: Role, name = `${role} ${randomUUID()}`): Promise<Person> {
    return await this.enter('/api/v1/auths/add', this.admin, { ...this.someone(name), role });
  }

  /** What somebody says to sign up: an e-mail that nobody has, and a password. */
  someone(name: string): { readonly name: string; readonly email: string; readonly password: string } {
    const email = this.secrets.rememberPersonal(`${randomUUID()}@example.com`);
    return { name, email, password: this.secrets.make('password') };
  }

  /** A token as another server with the same signing key would make it. */
  signed(claims: JsonObject): string {
    const key = this.environment['WEBUI_SECRET_KEY'] ?? '';
    return this.secrets.remember(jwt.sign({ ...claims }, key, { algorithm: 'HS256', noTimestamp: true }));
  }

  /** Events so far, of the types that begin with this. */
  async events(typePrefix: string): Promise<readonly RecordedEvent[]> {
    return (await this.running.events()).filter(({ type }) => type.startsWith(typePrefix));
  }

  /** Audit entries that match all filters, newest first. */
  async audit(filters: Readonly<Record<string, string | number>>): Promise<readonly JsonObject[]> {
    const query = Object.entries(filters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const answer = await this.admin.get(`/api/v1/admin/audit/logs?${query.join('&')}`);
    return answer.object['items'] as readonly JsonObject[];
  }

  private async enter(
    path: string,
    client: Client,
    account: ReturnType<Installation['someone']> & { readonly role?: Role },
  ): Promise<Person> {
    const answer = await client.post(path, { ...account });
    if (answer.status !== 200) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    const { id, token } = answer.object as { id: string; token: string };
    return { ...account, id, token, client: this.anyone.as(token) };
  }

  private rememberToken(text: string): void {
    const token = /"token":"([^"]+)"/.exec(text)?.[1];
    if (token !== undefined) this.secrets.remember(token);
  }
}

/**
 * A part of the suite with an installation of its own. Whatever the part is about, nothing that its installation was entrusted
 * with may show anywhere afterwards: not in what it has stored or logged, not in what it tells anybody.
 */
export function describeInstallation(
  title: string,
  startTopology: StartTopology,
  options: Partial<TopologyOptions>,
  specify: (installation: Installation) => void,
): void {
  describe(title, () => {
    const installation = new Installation(startTopology, options);
    beforeAll(() => installation.open());
    afterAll(() => installation.close());

    specify(installation);

    it('shows no secret it was entrusted with', async () => {
      expect(await secretsShown(installation)).toEqual([]);
    });
  });
}

/** A file of documents, or a collection of them: see ADR 12. Where a collection is a file, none but those of users and memberships. */
export const DOCUMENTS_OF_USERS = /^(?:documents\.db(?:-wal)?|users_users|users_memberships)$/;

async function secretsShown({ secrets, running, admin }: Installation): Promise<readonly string[]> {
  const metrics = await admin.get('/metrics');
  const audit = await admin.get('/api/v1/admin/audit/logs?limit=1000');
  const openApi = await admin.get('/api/openapi.json');
  expect([metrics.status, audit.status, openApi.status]).toEqual([200, 200, 200]);
  const places: readonly { readonly name: string; readonly content: Buffer | string }[] = [
    ...(await running.dataFiles()),
    { name: 'events', content: JSON.stringify(await running.events()) },
    { name: 'log', content: running.log() },
    { name: 'metrics', content: metrics.text },
    { name: 'audit log', content: audit.text },
    { name: 'OpenAPI document', content: openApi.text },
  ];
  const written = places.filter(({ content }) => content.length > 0).map(({ name }) => name);
  expect(written).toEqual(expect.arrayContaining(['events', 'log', 'metrics', 'audit log']));
  return places.flatMap(({ name, content }) =>
    secrets
      .foundIn(content, DOCUMENTS_OF_USERS.test(name) ? 'documents of users' : undefined)
      .map((secret) => `${name}: ${secret}`),
  );
}

/** The value at a place within JSON. */
export function at(
  value: JsonValue | undefined,
  ...path: readonly (string | number)[]
): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (current, key) =>
      typeof current === 'object' && current !== null
        ? (current as Readonly<Record<string | number, JsonValue>>)[key]
        : undefined,
    value,
  );
}
