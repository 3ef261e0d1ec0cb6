import { chmod, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToEnd, startServer } from '@reeve/testing/faults';
import { Administrator } from '@reeve/testing/load';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { refusalIn } from './refusal.js';
import { aFolder, reeve, startReeve, stop } from './reeve.js';

/** Who may write nothing here: root may write everything. */
const NOBODY = 65_534;

/** A data folder that was in use; every case has a copy. */
let used: string;
beforeAll(async () => {
  used = await mkdtemp(join(tmpdir(), 'reeve-faults-'));
  const server = await startServer(reeve(used));
  await Administrator.signUp(server);
  await stop(server);
});
afterAll(() => rm(used, { recursive: true, force: true }));

async function aUsedFolder(): Promise<string> {
  const folder = await aFolder();
  await cp(used, folder, { recursive: true });
  return folder;
}

type Environment = Readonly<Record<string, string>>;

/** Runs Reeve, which ends by itself, and leaves the files of the folder as they were. @returns what the operator reads. */
async function refusal(folder: string, environment: Environment = {}, uid?: number): Promise<string> {
  const before = await filesOf(folder);
  const ending = await runToEnd({ ...reeve(folder, environment), ...(uid === undefined ? {} : { uid }) });
  const said = refusalIn(ending);
  expect(await filesOf(folder)).toEqual(before);
  return said;
}

/** Content by name; without what SQLite keeps beside a file, and the lock, which means nothing by itself. */
async function filesOf(folder: string): Promise<Readonly<Record<string, string>> | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return undefined;
  const files = entries.filter((entry) => entry.isFile() && !/(-wal|-shm|-journal|\.lock)$/.test(entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ name }) => [name, await readFile(join(folder, name), 'base64')] as const),
    ),
  );
}

describe('Reeve refuses to start, says what to do and makes nothing', () => {
  it('when its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const folder = join(await aFolder(), 'data');

    const said = await refusal(folder, { REEVE_PORT: String(port) });

    expect(said).toBe(
      `Port ${port} on 127.0.0.1 is in use. Stop what uses it, or choose another in REEVE_PORT.`,
    );
  });

  it('when its host is none of this machine', async () => {
    const folder = join(await aFolder(), 'data');
    expect(await refusal(folder, { REEVE_HOST: '203.0.113.9' })).toBe(
      '203.0.113.9 is no address of this machine. Name one that is in REEVE_HOST.',
    );
  });

  describe('when the data folder', () => {
    it('may not be written', async () => {
      const folder = await aFolder();
      await chmod(folder, 0o555);
      expect(await refusal(folder, {}, process.getuid?.() === 0 ? NOBODY : undefined)).toBe(
        `The data folder ${folder} cannot be used (EACCES). Make it writable for this user, or name another in REEVE_DATA_DIR.`,
      );
    });

    it('is a file', async () => {
      const file = join(await aFolder(), 'data');
      await writeFile(file, 'not a folder');
      expect(await refusal(file)).toBe(
        `The data folder ${file} cannot be made: there is a file of that name on the way. Name another in REEVE_DATA_DIR.`,
      );
    });

    it('is used by another Reeve, which goes on', async () => {
      const folder = await aFolder();
      const first = await startReeve(folder);
      const administrator = await Administrator.signUp(first);

      expect(await refusal(folder)).toBe(
        `The folder ${folder} is in use by another process (it has locked events.db.lock): stop that one, or choose another data folder`,
      );
      expect((await administrator.get(first, '/health/ready')).status).toBe(200);
    });

    it('has lost its event log', async () => {
      const folder = await aUsedFolder();
      await rm(join(folder, 'events.db'));
      expect(await refusal(folder)).toContain('The event log');
    });

    it('has lost its key store', async () => {
      const folder = await aUsedFolder();
      await rm(join(folder, 'keys.db'));
      expect(await refusal(folder)).toContain('Restore it from a backup.');
    });
  });

  describe.each([
    {
      file: 'events.db',
      schema: 1,
      foreign: 'is not an event log of Reeve: choose another data folder or move the file away',
      damaged: 'is damaged: restore it from a backup',
    },
    {
      file: 'keys.db',
      schema: 1,
      foreign: 'is not a key store of Reeve: choose another data folder, or move the file away',
      damaged: 'is not a key store of Reeve, or is damaged: restore it from a backup',
    },
    {
      file: 'documents.db',
      schema: 2,
      foreign: 'is not a document store of Reeve: choose another data folder, or move the file away',
      damaged:
        'is damaged, or none of Reeve: move it away, and the documents are made again from the event log',
    },
  ])('when $file', ({ file, schema, foreign, damaged }) => {
    it('is of a newer version', async () => {
      const folder = await aUsedFolder();
      inDatabase(join(folder, file), 'PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)');
      expect(await refusal(folder)).toContain(
        `was written by a newer version of Reeve (schema 99, this is ${String(schema)}): start that version, or `,
      );
    });

    it('is of another program', async () => {
      const folder = await aUsedFolder();
      await rm(join(folder, file));
      inDatabase(join(folder, file), 'CREATE TABLE theirs (a)');
      expect(await refusal(folder)).toContain(`${join(folder, file)} ${foreign}`);
    });

    it('is damaged', async () => {
      const folder = await aUsedFolder();
      const content = await readFile(join(folder, file));
      await writeFile(join(folder, file), content.fill(0x5a, 4096));
      expect(await refusal(folder)).toContain(`${join(folder, file)} ${damaged}`);
    });
  });

  describe('when the master key', () => {
    it('is missing while there are keys', async () => {
      const folder = await aUsedFolder();
      await rm(join(folder, 'master.key'));
      expect(await refusal(folder)).toBe(
        `The master key file ${join(folder, 'master.key')} is missing, and there are data keys that only it can unwrap: ` +
          'restore the file from a backup, or set REEVE_MASTER_KEY to the key that was in use',
      );
    });

    it('is another one', async () => {
      const key = '5'.repeat(64);
      const said = await refusal(await aUsedFolder(), { REEVE_MASTER_KEY: key });
      expect(said).toContain('The master key is not the one that the stored keys are wrapped under');
      expect(said).not.toContain(key);
    });

    it('can be read by others', async () => {
      const folder = await aUsedFolder();
      const file = join(folder, 'master.key');
      await chmod(file, 0o644);
      expect(await refusal(folder)).toBe(
        `The master key file ${file} can be used by others (mode 644): run "chmod 600 ${file}"`,
      );
    });
  });

  describe('when the environment', () => {
    it('has a name that is almost one', async () => {
      const folder = join(await aFolder(), 'data');
      expect(await refusal(folder, { REEVE_LOGLEVEL: 'debug' })).toBe(
        'REEVE_LOGLEVEL is not a setting; did you mean REEVE_LOG_LEVEL?',
      );
    });

    it('has several bad values: names all of them, and shows no secret', async () => {
      const folder = join(await aFolder(), 'data');
      const said = await refusal(folder, {
        REEVE_PORT: 'http',
        REEVE_SECRETS: 'plain',
        REEVE_ADMIN_PASSWORD: 'hunter2',
        WEBUI_AUTH_COOKIE_SAME_SITE: 'none',
      });
      expect(said.split('\n')).toEqual([
        'REEVE_PORT="http" must be a whole number from 0 to 65535.',
        'REEVE_SECRETS="plain" must be one of masked, clear.',
        'REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD must be set both or neither.',
        'WEBUI_AUTH_COOKIE_SAME_SITE="none" must go with WEBUI_AUTH_COOKIE_SECURE=true: browsers refuse the cookie otherwise.',
      ]);
    });

    it('has a master key that is none, and does not show it', async () => {
      const said = await refusal(await aUsedFolder(), { REEVE_MASTER_KEY: 'hunter2' });
      expect(said).toContain('REEVE_MASTER_KEY must be 64 hexadecimal digits, or the base64 of 32 bytes');
      expect(said).not.toContain('hunter2');
    });

    it('has defaults of sections that cannot be read, and does not show those that may be secret', async () => {
      const folder = join(await aFolder(), 'data');
      const said = await refusal(folder, {
        ENABLE_DIRECT_CONNECTIONS: 'maybe',
        TOOL_SERVER_CONNECTIONS:
          '[{"url":"http://tools.example.com","path":"","auth_type":null,"key":"hunter2"}]',
        WEBUI_BANNERS: '{',
        JWT_EXPIRES_IN: '4x',
        DEFAULT_USER_ROLE: 'wizard',
        LDAP_APP_PASSWORD: 'hunter2',
      });
      expect(said.split('\n')).toEqual([
        'ENABLE_DIRECT_CONNECTIONS="maybe": Input should be a valid boolean.',
        'TOOL_SERVER_CONNECTIONS, at 0.config: Field required.',
        'WEBUI_BANNERS must be JSON.',
        `DEFAULT_USER_ROLE="wizard": Input should be 'pending', 'user' or 'admin'.`,
        'JWT_EXPIRES_IN="4x": Input should be a number with a unit (ms, s, m, h, d, w) such as 4w, or -1 for no end.',
      ]);
    });

    it('names a first administrator without a password', async () => {
      const folder = join(await aFolder(), 'data');
      expect(await refusal(folder, { REEVE_ADMIN_EMAIL: 'ada@example.com' })).toBe(
        'REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD must be set both or neither.',
      );
    });

    it('names a first administrator without an address', async () => {
      const folder = join(await aFolder(), 'data');
      expect(await refusal(folder, { REEVE_ADMIN_EMAIL: 'ada', REEVE_ADMIN_PASSWORD: 'hunter2' })).toBe(
        'REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD cannot become an account. ' +
          'The email format is invalid. Use a valid email address, such as you@example.com.',
      );
    });
  });
});

function inDatabase(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}
