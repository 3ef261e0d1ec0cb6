import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { program, run, serve } from './child.js';
import type { Server } from './child.js';
import type { Change } from './change-bodies.js';
import { newDataFolder } from './data-folders.js';
import type { Load, LoadResult } from './programs/load.js';

export const IN_FLIGHT = 64;
export const AUDIT_LOGS = '/api/v1/admin/audit/logs';

/**
 * What `npm start` and the images give Node. Garbage otherwise stays resident as room for the young generation. And Node may
 * take what a request needs for long-lived, by what it saw at the start: it then collects the old generation all the time,
 * in some processes and not in others, which doubles the processor time of a request.
 */
export const NODE_OPTIONS = [
  '--max-semi-space-size=8',
  '--no-allocation-site-pretenuring',
  '--heap-growing-percent=70',
  '--v8-pool-size=1',
];

/** The real server, as `npm start` runs it, on an empty data folder or on one that is given. */
export async function startReeve(dataFolder = newDataFolder()): Promise<Server> {
  const main = join(dirname(createRequire(import.meta.url).resolve('@reeve/standalone')), 'main.js');
  return await serve(
    main,
    {
      REEVE_PORT: '0',
      REEVE_DATA_DIR: dataFolder,
      // One administrator is the whole load: the limiter counts every request, and lets it pass.
      REEVE_ADMIN_RATE_LIMIT: '100000000',
      REEVE_SIGN_IN_RATE_LIMIT: '1000000',
    },
    NODE_OPTIONS,
  );
}

/** A server together with the session of its first administrator. */
export interface Session {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Of the administrator that {@link signUp} makes. */
export const CREDENTIALS = { email: 'bench@example.com', password: 'a long enough password' };

export async function signUp(server: Server): Promise<Session> {
  return await sessionBy(server, 'signup', { name: 'Bench', ...CREDENTIALS });
}

/** Once {@link signUp} was done on the server's data folder. */
export async function signIn(server: Server): Promise<Session> {
  return await sessionBy(server, 'signin', CREDENTIALS);
}

async function sessionBy({ url }: Server, way: 'signup' | 'signin', body: object): Promise<Session> {
  const response = await fetch(`${url}/api/v1/auths/${way}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { token } = (await response.json()) as { token?: string };
  if (token === undefined) throw new Error(`A ${way} answered ${response.status}`);
  return { url, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } };
}

/** Adds somebody who has nothing but an account. @param number theirs alone. @returns their session. */
export async function addPerson({ url, headers }: Session, number: number): Promise<Session> {
  const email = `person-${String(number)}@example.com`;
  const response = await fetch(`${url}/api/v1/auths/add`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'Person', email, password: CREDENTIALS.password, role: 'user' }),
  });
  const { token } = (await response.json()) as { token?: string };
  if (token === undefined) throw new Error(`Adding somebody answered ${response.status}`);
  return { url, headers: { ...headers, authorization: `Bearer ${token}` } };
}

/** POSTs one change after the other, counted from `first`. */
export async function makeChanges(
  { url, headers }: Session,
  kind: Change,
  first: number,
  seconds: number,
  inFlight = IN_FLIGHT,
): Promise<LoadResult> {
  return await load({
    url: `${url}/api/v1/config/${kind}`,
    headers,
    inFlight,
    seconds,
    change: { kind, first },
  });
}

/** @throws when a request failed: a figure that counts failures is none. */
export async function load(what: Load): Promise<LoadResult> {
  const result = await run<LoadResult>(program('load'), what);
  if (result.failures > 0) throw new Error(`${result.failures} requests to ${what.url} failed`);
  return result;
}

interface AuditPage {
  readonly items: readonly { readonly user_id: string | null; readonly created_at: number }[];
  readonly total: number;
}

export async function newestAuditEntry({ url, headers }: Session): Promise<AuditPage> {
  const response = await fetch(`${url}${AUDIT_LOGS}?limit=1`, { headers });
  if (response.status !== 200) throw new Error(`The audit log answered ${response.status}`);
  return (await response.json()) as AuditPage;
}
