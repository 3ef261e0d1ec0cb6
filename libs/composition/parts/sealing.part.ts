import { existsSync } from 'node:fs';
import type { NatsLink } from '@reeve/bus/nats';
import type { EventStore } from '@reeve/event-store';
import type { Settings } from '@reeve/platform';
import { DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { DataKeyStore, Sealing } from '@reeve/sealing';
import { createSealing, loadMasterKey } from '@reeve/sealing/envelope';
import { StartError } from '../start-error.js';
import type { DataFiles } from './data-files.js';
import { openKeyStore } from './key-store.js';
import type { PartOpening } from './opening.js';

/** What seals, with the key store that it takes its keys from. */
export interface OpenedSealing {
  readonly sealing: Sealing;
  readonly keys: DataKeyStore;
  readonly masterKey: Buffer;
  close(): Promise<void>;
}

export interface SealingOptions {
  readonly settings: Settings;
  readonly files: DataFiles;
  /** To the NATS that keeps the keys; undefined where a file does. */
  readonly link: NatsLink | undefined;
  /** The log that the keys open; undefined where the process does not know it. */
  readonly eventStore: EventStore | undefined;
}

/**
 * Refuses with a StartError when the keys of the log are lost, and with a MasterKeyError. Only a process that knows the log
 * makes the first key: it takes a log that is not empty to tell a lost key store from a new one.
 */
export function sealingPart(options: SealingOptions): PartOpening<OpenedSealing> {
  const { link } = options;
  return {
    name: 'key store',
    awaited: link !== undefined,
    // Keys may be waited for because of the log that they open.
    ...(link === undefined ? {} : { reachable: () => link.check() }),
    open: () => openSealing(options),
    check: ({ keys }) => keys.isEmpty(),
  };
}

async function openSealing({ settings, files, link, eventStore }: SealingOptions): Promise<OpenedSealing> {
  const isEmbedded = link === undefined;
  const hasEvents = (await eventStore?.head()) !== undefined;
  // To open it would be to make it.
  if (hasEvents && isEmbedded && !existsSync(files.keys)) throw keysLost(files.keys);
  const keys = await openKeyStore(link, files.keys);
  try {
    const isEmpty = await keys.isEmpty();
    if (isEmpty && hasEvents) throw keysLost(isEmbedded ? files.keys : 'in JetStream');
    if (isEmpty && eventStore === undefined) throw keysNotMade();
    const masterKey = await loadMasterKey({
      fromSetting: settings.masterKey ?? undefined,
      file: files.masterKey,
      mayCreate: isEmpty,
    });
    const sealing = await createSealing({ masterKey, keys });
    return { sealing, keys, masterKey, close: () => sealing.close() };
  } catch (error) {
    await keys.close();
    throw error;
  }
}

/** New keys would open nothing of the log: no secret, no name, and no e-mail to sign in with. */
function keysLost(place: string): StartError {
  return new StartError(
    `The key store ${place} is missing or empty, and what is sealed in the event log can only be opened with its keys. ` +
      'Restore it from a backup.',
  );
}

function keysNotMade(): DataKeyStoreUnavailableError {
  return new DataKeyStoreUnavailableError(
    'The key store is empty: a service that knows the log makes its first key',
  );
}
