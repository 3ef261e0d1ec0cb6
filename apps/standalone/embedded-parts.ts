import { constants } from 'node:fs';
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
    const eventStore = await opening(openSqliteEventStore({ path: join(folder, 'events.db') }));
    const keys = await opening(openSqliteDataKeyStore({ path: join(folder, 'keys.db') }));
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

async function dataFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(
      `The data folder ${folder} cannot be used (${(error as NodeJS.ErrnoException).code ?? String(error)}). ` +
        'Make it writable for this user, or name another one in REEVE_DATA_DIR.',
    );
  }
  return folder;
}
