import { killAfter } from '@reeve/testing/faults';
import { Administrator, auditedIds, changes, send, untilAllShows } from '@reeve/testing/load';
import { describe, expect, it } from 'vitest';
import { ChangeTally } from './change-tally.js';
import { changesInLog } from './recorded-changes.js';
import { aFolder, reeve, startReeve, stop } from './reeve.js';

const ROUNDS = Number(process.env['REEVE_TEST_KILL_ROUNDS'] ?? (process.env['CI'] === 'true' ? 8 : 3));
const CHANGES = 2000;
const FEWEST_SOCKETS = 64;
const MOST_SOCKETS = 200;
/** About what a start takes. */
const START_MS = 1000;

describe('Reeve, killed', () => {
  it(
    `${ROUNDS} times during ${CHANGES} concurrent changes, loses none, doubles none and answers as the first time`,
    { timeout: 60_000 + ROUNDS * 30_000 },
    async () => {
      const folder = await aFolder();
      const tally = new ChangeTally();
      let server = await startReeve(folder);
      const administrator = await Administrator.signUp(server);

      for (let round = 0; round < ROUNDS; round++) {
        const sent = changes(round * CHANGES, CHANGES);
        const sockets = between(FEWEST_SOCKETS, MOST_SOCKETS);
        const answersUntilKill = between(1, CHANGES - MOST_SOCKETS);

        const connections = administrator.connect(server, sockets);
        const before = await send(connections, sockets, sent, ({ answered }) => {
          if (answered === answersUntilKill) server.signal('SIGKILL');
        });
        await connections.close();
        expect((await server.ended).signal).toBe('SIGKILL');
        expect(before.size).toBeLessThan(CHANGES);
        tally.acknowledged += before.size;
        const recovered = await changesInLog(folder);
        tally.checkLog(before.keys(), recovered);

        const began = performance.now();
        server = await startReeve(folder);
        await untilAllShows(administrator, server);
        tally.recovered(performance.now() - began);
        tally.checkAudit(recovered, await auditedIds(administrator, server));
        tally.residentMB = Math.max(tally.residentMB, await server.residentMB());

        const repeating = administrator.connect(server, sockets);
        const after = await send(repeating, sockets, sent);
        await repeating.close();
        tally.checkAnswers(sent, before, after);
      }

      const audited = await auditedIds(administrator, server);
      await stop(server);
      const inLog = await changesInLog(folder);
      tally.checkLog(
        changes(0, ROUNDS * CHANGES).map(({ nth }) => nth),
        inLog,
      );
      tally.checkAudit(inLog, audited);
      console.info(tally.summary);
      expect(tally.faults).toEqual({ lost: [], doubled: [], misaudited: [], answeredDifferently: [] });
    },
  );

  it('at any moment of its first start, starts the next time', { timeout: 120_000 }, async () => {
    const folder = await aFolder();
    for (let kill = 0; kill < 12; kill++) await killAfter(between(100, START_MS), reeve(folder));

    const server = await startReeve(folder);
    const administrator = await Administrator.signUp(server);

    expect((await administrator.get(server, '/api/v1/config/banners')).status).toBe(200);
  });

  it('while it recovers, recovers the next time', { timeout: 120_000 }, async () => {
    const folder = await aFolder();
    const first = await startReeve(folder);
    const administrator = await Administrator.signUp(first);
    const connections = administrator.connect(first, FEWEST_SOCKETS);
    const sent = changes(0, CHANGES);
    const before = await send(connections, FEWEST_SOCKETS, sent, ({ answered }) => {
      if (answered === CHANGES - FEWEST_SOCKETS) first.signal('SIGKILL');
    });
    await connections.close();

    for (let kill = 0; kill < 6; kill++) await killAfter(between(300, START_MS), reeve(folder));

    const tally = new ChangeTally();
    const recovered = await changesInLog(folder);
    tally.checkLog(before.keys(), recovered);
    const server = await startReeve(folder);
    tally.checkAudit(recovered, await auditedIds(administrator, server));
    expect(tally.faults).toEqual({ lost: [], doubled: [], misaudited: [], answeredDifferently: [] });
  });
});

/** A whole number from `least` to `most`, both inclusive. */
function between(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}
