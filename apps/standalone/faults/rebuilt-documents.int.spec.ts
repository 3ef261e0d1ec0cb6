import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningServer } from '@reeve/testing/faults';
import { Administrator, auditedIds, auditPages, changes, send } from '@reeve/testing/load';
import { describe, expect, it } from 'vitest';
import { ChangeTally } from './change-tally.js';
import { changesInLog } from './recorded-changes.js';
import { aFolder, startReeve, stop } from './reeve.js';

const CHANGES = 800;
const SOCKETS = 32;

const DOCUMENTS = 'documents.db';

describe('Reeve, when its documents', () => {
  it.each<
    [what: string, end: (server: RunningServer) => Promise<void>, lose: (folder: string) => Promise<void>]
  >([
    ['were deleted', stop, (folder) => rm(join(folder, DOCUMENTS))],
    [
      'were deleted after a kill, but for their write-ahead log',
      (server) => server.kill(),
      (folder) => rm(join(folder, DOCUMENTS)),
    ],
    [
      'were replaced by an older copy',
      stop,
      (folder) => copyFile(join(folder, 'older'), join(folder, DOCUMENTS)),
    ],
  ])('%s, makes them again and shows nothing less', { timeout: 90_000 }, async (_what, end, lose) => {
    const folder = await aFolder();
    const [early, late] = [changes(0, CHANGES / 2), changes(CHANGES / 2, CHANGES / 2)];
    const first = await startReeve(folder);
    const administrator = await Administrator.signUp(first);
    const earlyAnswers = await sendAll(administrator, first, early);
    await stop(first);
    await copyFile(join(folder, DOCUMENTS), join(folder, 'older'));
    const second = await startReeve(folder);
    const lateAnswers = await sendAll(administrator, second, late);
    const sections = await sectionsShown(administrator, second);
    const audit = await auditPages(administrator, second);
    await end(second);

    await lose(folder);

    const third = await startReeve(folder);
    expect(await sectionsShown(administrator, third)).toEqual(sections);
    expect(await auditPages(administrator, third)).toEqual(audit);

    const tally = new ChangeTally();
    tally.checkAnswers(early, earlyAnswers, await sendAll(administrator, third, early));
    tally.checkAnswers(late, lateAnswers, await sendAll(administrator, third, late));
    const audited = await auditedIds(administrator, third);
    await stop(third);
    const inLog = await changesInLog(folder);
    tally.checkLog([...earlyAnswers.keys(), ...lateAnswers.keys()], inLog);
    tally.checkAudit(inLog, audited);
    expect(inLog.size).toBe(CHANGES);
    expect(tally.faults).toEqual({ lost: [], doubled: [], misaudited: [], answeredDifferently: [] });
  });
});

async function sendAll(administrator: Administrator, server: RunningServer, all: ReturnType<typeof changes>) {
  const connections = administrator.connect(server, SOCKETS);
  const answers = await send(connections, SOCKETS, all);
  await connections.close();
  return answers;
}

async function sectionsShown(administrator: Administrator, server: RunningServer) {
  const names = ['subagents', 'models', 'banners', 'tool_servers', 'export'];
  return await Promise.all(
    names.map(async (name) => {
      const { status, headers, body } = await administrator.get(server, `/api/v1/config/${name}`);
      return { name, status, etag: headers['etag'], body };
    }),
  );
}
