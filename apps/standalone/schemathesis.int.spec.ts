import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '@reeve/platform';
import { startStandalone } from '@reeve/standalone';
import type { RunningServices } from '@reeve/composition';
import { examine, keepToLoopback } from '@reeve/testing/schemathesis';
import type { Findings, LoopbackOnly } from '@reeve/testing/schemathesis';
import { describeWithPart, partPath } from '@reeve/testing/servers';
import { beforeAll, expect, it } from 'vitest';

const FEWEST_REQUESTS = 5000;
const ACCOUNT = { name: 'Grace', email: 'grace@example.com', password: 'correct horse battery staple' };
/** Ends the session it is asked with, and so would make nobody of whoever is examined. */
const SIGN_OUT = '/api/v1/auths/signout$';
/** End sessions by ids, and so may those that end all: schemathesis takes them from what it was answered before. */
const SESSION_ENDS = '/api/v1/(auths|users/[^/]+)/sessions/';
/** Ends every session where what it asks of sign-ins changes, and whoever is examined with it. */
const ADMIN_CONFIG = '/api/v1/auths/admin/config$';
/** While it is at work requests are answered 503, as they should be. */
const REBUILD = '/api/v1/operations/projections/[^/]+/rebuild$';
/** Other names of routes that are asked under their first name. */
const ALIASES = '/api/v1/configs/|/api/v1/admin/billing/audit/';

describeWithPart(
  'schemathesis',
  'The API answers as its document says',
  () => {
    const found: Findings[] = [];
    let reeve: RunningServices;
    let outside: LoopbackOnly;
    let tokens: Readonly<Record<'admin' | 'user' | 'pending' | 'leaver' | 'closer', string>>;

    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'reeve-schemathesis-'));
      outside = keepToLoopback();
      reeve = await startReeve(folder);
      const admin = await enter(reeve, 'signup', ACCOUNT);
      const add = (role: string, name: string = role) =>
        enter(reeve, 'add', { ...ACCOUNT, email: `${name}@example.com`, role }, admin);
      tokens = {
        admin,
        user: await add('user'),
        pending: await add('pending'),
        leaver: await add('user', 'leaver'),
        closer: await add('admin', 'closer'),
      };
      return async () => {
        await reeve.close();
        outside.restore();
        await rm(folder, { recursive: true });
      };
    });

    const expectNoProblems = async (examination: Parameters<typeof examine>[1]) => {
      const findings = await examine(partPath('schemathesis'), examination);
      found.push(findings);
      expect(findings.operations).toBeGreaterThan(0);
      if (findings.problems !== '') expect.fail(findings.problems);
    };
    /** Whoever was examined was let in until the end: a session that has ended makes everything else a 401, which is documented. */
    const expectStillSignedIn = async (token: string) => {
      const answer = await fetch(`${reeve.url}/api/v1/auths/`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
    };

    it.concurrent('to an administrator', async () => {
      await expectNoProblems({
        url: reeve.url,
        token: tokens.admin,
        except: `^(${REBUILD}|${SIGN_OUT}|${SESSION_ENDS}|${ADMIN_CONFIG})`,
      });
      await expectStillSignedIn(tokens.admin);
    });

    it.concurrent.each(['user', 'pending'] as const)('to a person whose role is %s', async (role) => {
      await expectNoProblems({
        url: reeve.url,
        token: tokens[role],
        except: `^(${ALIASES}|${SIGN_OUT}|${SESSION_ENDS})`,
      });
      await expectStillSignedIn(tokens[role]);
    });

    it.concurrent('to nobody', async () => {
      await expectNoProblems({ url: reeve.url, token: null, except: `^(${ALIASES})` });
    });

    it.concurrent('to who signs out', async () => {
      await expectNoProblems({ url: reeve.url, token: tokens.leaver, only: `^${SIGN_OUT}` });
    });

    it(`${FEWEST_REQUESTS.toLocaleString('en')} times and more, never with a 5xx`, async () => {
      const answers = await answersByStatus(reeve, tokens.admin);
      const sent = found.reduce((sum, { requests }) => sum + requests, 0);
      const answered = [...answers.values()].reduce((sum, count) => sum + count, 0);
      expect(Math.min(sent, answered)).toBeGreaterThanOrEqual(FEWEST_REQUESTS);
      expect([...answers.keys()].filter((status) => status >= 500)).toEqual([]);
    });

    it('without calling another machine', async () => {
      expect(outside.refused).toEqual([]);
      // That this holds because nothing was called, and not because nothing was seen:
      const body = { url: 'http://198.41.0.4', path: '/', auth_type: 'none', key: '', config: {} };
      const answer = await post(reeve, '/api/v1/config/tool_servers/verify', body, tokens.admin);
      expect(answer.status).toBe(400);
      expect(outside.refused).toEqual(['198.41.0.4']);
    });

    // Last: whose sessions it ends is for the answers to say.
    it('to who ends sessions', async () => {
      await expectNoProblems({
        url: reeve.url,
        token: tokens.closer,
        only: `^(${SESSION_ENDS}|${ADMIN_CONFIG})`,
      });
    });
  },
  { timeout: 10 * 60_000 },
);

/** With limits that are out of the way, and every name an address that is refused. */
async function startReeve(folder: string): Promise<RunningServices> {
  const environment = {
    REEVE_PORT: '0',
    REEVE_DATA_DIR: folder,
    REEVE_LOG_LEVEL: 'error',
    REEVE_ADMIN_RATE_LIMIT: '100000000',
    REEVE_SIGN_IN_RATE_LIMIT: '1000000',
    REEVE_REQUEST_TIMEOUT_MS: '60000',
    ENABLE_SIGNUP: 'true',
  };
  const settings = loadSettings(environment);
  const lookup = () => Promise.resolve(['127.0.0.1']);
  return await startStandalone({ settings, environment, outbound: { lookup, allowPrivate: false } });
}

function post({ url }: RunningServices, path: string, body: object, token?: string): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
}

/** @returns the token of the account that was made. */
async function enter(
  reeve: RunningServices,
  route: string,
  account: object,
  token?: string,
): Promise<string> {
  const answer = await post(reeve, `/api/v1/auths/${route}`, account, token);
  if (answer.status !== 200) throw new Error(`${route} answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { readonly token: string }).token;
}

/** How many answers there were so far, as the server itself counts them. */
async function answersByStatus(
  { url }: RunningServices,
  token: string,
): Promise<ReadonlyMap<number, number>> {
  const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const counts = (await metrics.text()).matchAll(
    /^reeve_http_request_duration_seconds_count\{.*status="(\d+)"\} (\d+)$/gm,
  );
  const answers = new Map<number, number>();
  for (const [, status, count] of counts) {
    answers.set(Number(status), (answers.get(Number(status)) ?? 0) + Number(count));
  }
  return answers;
}
