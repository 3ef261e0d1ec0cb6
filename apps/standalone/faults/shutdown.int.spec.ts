import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startServer } from '@reeve/testing/faults';
import type { RunningServer } from '@reeve/testing/faults';
import { ACCOUNT, Administrator, auditedIds, changes, send } from '@reeve/testing/load';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ChangeTally } from './change-tally.js';
import { holdSignIn } from './held-request.js';
import { changesInLog } from './recorded-changes.js';
import { aFolder, reeve, startReeve } from './reeve.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const CHANGES = 2000;
const SOCKETS = 64;
const ANSWERS_UNTIL_SIGNAL = 500;
/** The setting's default. */
const SHUTDOWN_TIMEOUT_MS = 10_000;

describe('Reeve, told to stop', () => {
  it.each(SIGNALS)(
    'by %s during concurrent changes, answers what it has accepted and keeps what it has answered',
    { timeout: 60_000 },
    async (signal) => {
      const folder = await aFolder();
      const server = await startReeve(folder);
      const administrator = await Administrator.signUp(server);
      const connections = administrator.connect(server, SOCKETS);

      let accepted: readonly number[] = [];
      const answers = await send(connections, SOCKETS, changes(0, CHANGES), ({ answered, underWay }) => {
        if (answered !== ANSWERS_UNTIL_SIGNAL) return;
        const sent = [...underWay];
        // Two turns later they are on the wire, and not in a buffer of the client.
        setImmediate(() =>
          setImmediate(() => {
            accepted = sent.filter((nth) => underWay.has(nth));
            server.signal(signal);
          }),
        );
      });
      await connections.close();

      expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
      expect(accepted).not.toEqual([]);
      expect(accepted.filter((nth) => !answers.has(nth))).toEqual([]);
      expect([...answers.values()].filter(({ status }) => status !== 200)).toEqual([]);
      expect(answers.size).toBeLessThan(CHANGES);

      const inLog = await changesInLog(folder);
      const restarted = await startReeve(folder);
      const tally = new ChangeTally();
      tally.checkLog(answers.keys(), inLog);
      tally.checkAudit(inLog, await auditedIds(administrator, restarted));
      expect(inLog.size).toBe(answers.size);
      expect(tally.faults).toEqual({ lost: [], doubled: [], misaudited: [], answeredDifferently: [] });
    },
  );

  it.each(SIGNALS)('by %s, takes no connection more while it finishes a request', async (signal) => {
    const server = await startReeve(await aFolder());
    await Administrator.signUp(server);
    const held = await holdSignIn(server, ACCOUNT);

    server.signal(signal);
    await untilRefused(server);

    expect(await held.finish()).toMatchObject({ status: 200 });
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('again and again, ends at once', async () => {
    const server = await startReeve(await aFolder());
    const held = await holdSignIn(server, ACCOUNT);

    server.signal('SIGTERM');
    const began = performance.now();
    const impatience = setInterval(() => server.signal('SIGTERM'), 100);
    await held.broken;
    clearInterval(impatience);

    expect(await server.ended).toMatchObject({ code: 1, stderr: '' });
    expect(performance.now() - began).toBeLessThan(SHUTDOWN_TIMEOUT_MS / 2);
  });

  it('and not finished in time, ends all the same', async () => {
    const server = await startReeve(await aFolder(), { REEVE_SHUTDOWN_TIMEOUT_MS: '200' });
    const held = await holdSignIn(server, ACCOUNT);

    server.signal('SIGTERM');

    await held.broken;
    expect(await server.ended).toMatchObject({ code: 1, stderr: '' });
  });

  it.each(SIGNALS)('by %s to `npm start`, stops', { timeout: 60_000 }, async (signal) => {
    const { environment } = reeve(await aFolder());
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const npm = await startServer({ command: ['npm', 'start'], environment, folder: root });
    onTestFinished(() => npm.kill());
    await Administrator.signUp(npm);

    npm.signal(signal);

    await npm.ended;
    await untilRefused(npm);
  });
});

/** Connects again and again, until nobody listens there any more. */
async function untilRefused({ url }: RunningServer): Promise<void> {
  const { hostname, port } = new URL(url);
  for (let isRefused = false; !isRefused;) {
    isRefused = await new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.destroy();
        resolve(false);
      });
      socket.once('error', () => resolve(true));
    });
  }
}
