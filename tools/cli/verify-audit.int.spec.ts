import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@reeve/contracts';
import { createLogger, loadSettings } from '@reeve/platform';
import { startStandalone } from '@reeve/standalone';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './run.js';
import { toldVerification, verifyAudit } from './verify-audit.js';

const ACCOUNT = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery staple' };

let folder: string;
let reeve: Awaited<ReturnType<typeof startStandalone>>;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-cli-'));
  reeve = await start();
  const answer = await fetch(`${reeve.url}/api/v1/auths/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ACCOUNT),
  });
  ({ token } = (await answer.json()) as { readonly token: string });
});
afterAll(async () => {
  await reeve.close();
  await rm(folder, { recursive: true });
});

async function start() {
  const environment = { REEVE_PORT: '0', REEVE_DATA_DIR: folder };
  const settings = loadSettings(environment);
  const logger = createLogger(settings, { write: () => undefined });
  return await startStandalone({ settings, environment, logger });
}

/** Runs the command as it is typed. */
async function verify(...flags: readonly string[]) {
  const printed: string[] = [];
  const code = await run(
    ['audit', 'verify', ...flags],
    { REEVE_URL: reeve.url, REEVE_TOKEN: token },
    { print: (text) => printed.push(text), complain: (text) => printed.push(text) },
  );
  return { code, out: printed.join('\n') };
}

/** Does to the audit log what nobody should, while nobody looks. */
async function tamper(...statements: readonly string[]): Promise<void> {
  await reeve.close();
  const documents = new Database(join(folder, 'documents.db'));
  for (const statement of statements) documents.prepare(statement).run();
  documents.close();
  reeve = await start();
}

describe('reeve audit verify', () => {
  it('says that the audit log is what the log says', async () => {
    let events = 0;
    for await (const { id } of reeve.eventLog?.readAll() ?? []) events += id === '' ? 0 : 1;
    expect(await verify()).toEqual({
      code: 0,
      out: `The audit log says what the log says: ${events} events compared, no entry missing, changed or added.`,
    });
  });

  it('tells the first differences and where they are, and a rebuild mends them', async () => {
    await tamper(
      `UPDATE audit_entries SET document = json_set(document, '$.user_id', 'somebody else') WHERE row = (SELECT min(row) FROM audit_entries)`,
      'DELETE FROM audit_entries WHERE row = (SELECT max(row) FROM audit_entries)',
    );
    const { code, out } = await verify();
    expect(code).toBe(1);
    expect(out).toMatch(
      /^The audit log is not what the log says: \d+ events compared\.\n {2}changed +at \S+ +\S+ +user_id\n {2}missing +at \S+ +\S+\n/,
    );
    const { differences } = JSON.parse((await verify('--json')).out) as {
      differences: readonly JsonObject[];
    };
    expect(differences).toMatchObject([
      { kind: 'changed', fields: ['user_id'] },
      { kind: 'missing', fields: [] },
    ]);

    await run(
      ['projections', 'rebuild', 'audit'],
      { REEVE_URL: reeve.url, REEVE_TOKEN: token },
      { print: () => undefined, complain: () => undefined },
    );
    // Until it is rebuilt, requests for it are answered 503.
    await expect.poll(verify, { timeout: 10_000, interval: 50 }).toMatchObject({ code: 0 });
  });

  it('stops where there is more to tell than anybody reads', async () => {
    const difference = { kind: 'missing', id: 'e', position: '1', fields: [] };
    let asked = 0;
    const verification = await verifyAudit({
      get: () => {
        asked += 1;
        return Promise.resolve({ checked: 5_000, next: '2', differences: Array(15).fill(difference) });
      },
    });
    expect([asked, verification]).toEqual([
      2,
      { checked: 10_000, complete: false, differences: Array(20).fill(difference) },
    ]);
    expect(toldVerification(verification)).toContain('the first differences, in 10,000 events:');
  });
});
