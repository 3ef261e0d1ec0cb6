import { constants, existsSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InProcessClient } from '@reeve/bus/in-process';
import type { InProcessLink } from '@reeve/bus/in-process';
import type { CollectionDefinition } from '@reeve/document-store';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';
import type { Parts } from '@reeve/platform';
import { createMemoryRateLimiter } from '@reeve/rate-limiter/memory';
import { createSealing, loadMasterKey } from '@reeve/sealing/envelope';
import { openSqliteDataKeyStore } from '@reeve/sealing/sqlite';
import { StartError } from './start-error.js';

export interface EmbeddedParts extends Parts {
  readonly masterKey: Buffer;
  /** Closes everything that was opened, in the opposite order. */
  readonly close: () => Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly masterKey: string | null;
  readonly collections: readonly CollectionDefinition[];
  readonly link: InProcessLink;
}

/**
 * Opens the embedded parts in one folder. The event store comes first: its lock keeps a second process out before anything
 * else is touched. When one cannot be opened, those before it are closed again.
 *
 * @throws StartError when the folder cannot be used; else what the adapter says of its file.
 */
export async function openEmbeddedParts(options: EmbeddedOptions): Promise<EmbeddedParts> {
  const folder = await dataFolder(options.dataDir);
  const eventFile = join(folder, 'events.db');
  const keyFile = join(folder, 'keys.db');
  if (existsSync(keyFile) && !existsSync(eventFile)) throw logLost(eventFile, keyFile);
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  };
  const opening = async <Part extends { close(): Promise<void> }>(part: Promise<Part>): Promise<Part> => {
    const done = await part;
    opened.push(done);
    return done;
  };
  try {
    const eventStore = await opening(openSqliteEventStore({ path: eventFile }));
    const isNew = (await eventStore.head()) === undefined;
    if (!isNew && !existsSync(keyFile)) throw keysLost(keyFile);
    const keys = await opening(openSqliteDataKeyStore({ path: keyFile }));
    if (!isNew && (await keys.isEmpty())) throw keysLost(keyFile);
    const masterKey = await loadMasterKey({
      ...(options.masterKey === null ? {} : { fromSetting: options.masterKey }),
      file: join(folder, 'master.key'),
      mayCreate: await keys.isEmpty(),
    });
    const sealing = await createSealing({ masterKey, keys });
    const { collections } = options;
    const documentStore = await opening(
      openSqliteDocumentStore({ path: join(folder, 'documents.db'), collections }),
    );
    const rateLimiter = await opening(Promise.resolve(createMemoryRateLimiter()));
    const bus = new InProcessClient(options.link);
    return { eventStore, documentStore, sealing, rateLimiter, bus, masterKey, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A new log would have no users: the next one to sign up would become the administrator. */
function logLost(eventFile: string, keyFile: string): StartError {
  return new StartError(
    `The event log ${eventFile} is missing, but its key store ${keyFile} is there. ` +
      'Restore the log from a backup; to begin anew, move all of the data folder away.',
  );
}

/** New keys would open nothing of the log: no secret, no name, and no e-mail to sign in with. */
function keysLost(keyFile: string): StartError {
  return new StartError(
    `The key store ${keyFile} is missing or empty, and what is sealed in the event log can only be opened with its keys. ` +
      'Restore it from a backup.',
  );
}

async function dataFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(cannotUse(folder, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
  return folder;
}

function cannotUse(folder: string, code: string): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `The data folder ${folder} cannot be made: there is a file of that name on the way. Name another in REEVE_DATA_DIR.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The data folder ${folder} cannot be made: there is no room on the disk. Free some, or name another in REEVE_DATA_DIR.`;
    default:
      return `The data folder ${folder} cannot be used (${code}). Make it writable for this user, or name another in REEVE_DATA_DIR.`;
  }
}
