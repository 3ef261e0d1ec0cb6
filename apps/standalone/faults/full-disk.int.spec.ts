import { join } from 'node:path';
import { aSmallDisk, canMountSmallDisk, runToEnd } from '@reeve/testing/faults';
import type { RunningServer } from '@reeve/testing/faults';
import { Administrator, auditedIds, changes, send } from '@reeve/testing/load';
import type { Answer } from '@reeve/testing/load';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { ChangeTally } from './change-tally.js';
import { changesInLog } from './recorded-changes.js';
import { refusalIn } from './refusal.js';
import { reeve, startReeve, stop } from './reeve.js';

const MIB = 1024 * 1024;
/** A change takes up to 90 kB of the write-ahead logs, if none comes with it, and these are not emptied before 16 MiB. */
const DISK = 16 * MIB;
/** More than fit into a megabyte. */
const CHANGES = 100;
const SOCKETS = 16;

describe.skipIf(!canMountSmallDisk())('Reeve on a full disk', () => {
  it(
    'refuses changes, goes on reading, and works on by itself when there is room',
    { timeout: 120_000 },
    async () => {
      const disk = await aSmallDisk(DISK);
      const folder = join(disk.folder, 'data');
      const server = await startReeve(folder);
      const administrator = await Administrator.signUp(server);
      const connections = administrator.connect(server, SOCKETS);
      const sent = changes(0, CHANGES);

      await disk.leave(MIB);
      const answers = await send(connections, SOCKETS, sent);

      const made = new Map([...answers].filter(([, { status }]) => status === 200));
      const refused = [...answers.values()].filter(({ status }) => status !== 200);
      expect(made.size).toBeGreaterThan(0);
      expect(refused.length).toBeGreaterThan(0);
      for (const answer of refused) expectStorageFull(answer);

      for (const path of ['/health', '/api/v1/config/subagents', '/api/v1/admin/audit/logs']) {
        expect((await administrator.get(server, path)).status).toBe(200);
      }
      const readiness = await administrator.get(server, '/health/ready');
      // What is not ready is named, and it is never the log: that can be read.
      expect(readiness.body).toMatch(/^{"status":true}$|"parts":\["projections"\]/);

      await disk.makeRoom();
      const again = await send(connections, SOCKETS, sent);
      await connections.close();
      await untilReady(administrator, server);

      const audited = await auditedIds(administrator, server);
      await stop(server);
      const inLog = await changesInLog(folder);
      const tally = new ChangeTally();
      tally.checkAnswers(sent, made, again);
      tally.checkLog(
        sent.map(({ nth }) => nth),
        inLog,
      );
      tally.checkAudit(inLog, audited);
      expect(tally.faults).toEqual({ lost: [], doubled: [], misaudited: [], answeredDifferently: [] });
      for (const file of ['events.db', 'keys.db', 'documents.db'])
        expect(integrityOf(join(folder, file))).toBe('ok');
    },
  );

  it.each([0, 40_960, 90_112])(
    'of which %d bytes are left does not start, and starts when there is room',
    { timeout: 120_000 },
    async (left) => {
      const disk = await aSmallDisk(DISK);
      const folder = join(disk.folder, 'data');
      await disk.leave(left);
      expect(refusalIn(await runToEnd(reeve(folder)))).toMatch(NO_ROOM);

      await disk.makeRoom();
      const first = await startReeve(folder);
      const administrator = await Administrator.signUp(first);
      await first.kill();
      await disk.leave(0);
      expect(refusalIn(await runToEnd(reeve(folder)))).toMatch(NO_ROOM);

      await disk.makeRoom();
      const second = await startReeve(folder);
      expect((await administrator.get(second, '/api/v1/config/banners')).status).toBe(200);
    },
  );
});

/** One line. */
const NO_ROOM = /^.*no room on (the|its) disk.*: free some.*$/;

function expectStorageFull({ status, headers, body }: Answer): void {
  expect(status).toBe(503);
  expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
  expect(JSON.parse(body)).toMatchObject({
    detail: 'There is no room left on the disk: nothing was changed. Free some space, then try again.',
    extra: { code: 'STORAGE-FULL' },
  });
}

/** Asks until every part can be used; projections that wait for room look for it every few seconds. */
async function untilReady(administrator: Administrator, server: RunningServer): Promise<void> {
  while ((await administrator.get(server, '/health/ready')).status !== 200);
}

function integrityOf(path: string): unknown {
  const database = new Database(path);
  try {
    const [found] = database.prepare('PRAGMA integrity_check').raw().get() as [unknown];
    return found;
  } finally {
    database.close();
  }
}
