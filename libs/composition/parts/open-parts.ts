import { hostname } from 'node:os';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { CollectionDefinition } from '@reeve/document-store';
import { projectionCollections } from '@reeve/event-sourcing';
import type { Parts, Settings } from '@reeve/platform';
import type { Registry } from 'prom-client';
import { secretFor } from '../secret-for.js';
import { busPart } from './bus.part.js';
import { dataFilesIn, refuseLostLog } from './data-files.js';
import { dataFolder } from './data-folder.js';
import { documentStorePart } from './document-store.part.js';
import { eventStorePart } from './event-store.part.js';
import { keyStoreUrlOf, linkToKeys } from './key-store.js';
import { Opening } from './opening.js';
import type { OpeningOptions } from './opening.js';
import { rateLimiterPart } from './rate-limiter.part.js';
import { sealingPart } from './sealing.part.js';

export interface PartsOptions extends OpeningOptions {
  readonly settings: Settings;
  /** What the process is called where others see it: `users`. */
  readonly processName: string;
  /** Every one that the process's services own. */
  readonly collections: readonly CollectionDefinition[];
  /** What the parts count in. */
  readonly registry: Registry;
}

export interface OpenedParts extends Parts {
  /** The end of the bus where the process is asked. */
  readonly busServer: CustomTransportStrategy;
  /** A key of the installation's own for one purpose. */
  readonly secretFor: (purpose: string) => string;
  /** Closes everything that was opened, in the opposite order. */
  readonly close: () => Promise<void>;
}

/**
 * Opens what a process runs on, each part by the adapter that its URL asks for: embedded where there is none. A server that
 * is not there yet is waited for. When a part refuses, those that were opened are closed again.
 *
 * @throws StartError when the data folder cannot be used; else what the adapter says of its file or its server.
 */
export async function openParts(options: PartsOptions): Promise<OpenedParts> {
  const opening = new Opening(options);
  const close = () => opening.close();
  try {
    return { ...(await openAll(opening, options)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openAll(
  opening: Opening,
  { settings, processName, collections, needed, registry, log }: PartsOptions,
): Promise<Omit<OpenedParts, 'close'>> {
  const files = dataFilesIn(settings.dataDir);
  const hasFiles = {
    log: needed.has('event store') && settings.eventStoreUrl === null,
    keys: needed.has('key store') && keyStoreUrlOf(settings) === null,
    documents: needed.has('document store') && settings.documentStoreUrl === null,
  };
  if (Object.values(hasFiles).includes(true)) await dataFolder(settings.dataDir);
  if (hasFiles.log && hasFiles.keys) refuseLostLog(files);

  // An embedded log or embedded documents belong to this process: no other can project the one into the other.
  const isReplica = settings.eventStoreUrl !== null && settings.documentStoreUrl !== null;
  const shared = isReplica ? projectionCollections : [];

  // First, because the lock of an embedded log keeps a second process out before anything else is touched.
  const eventStore = await opening.openIfNeeded(eventStorePart(settings, files, registry, log));
  const bus = await opening.open(busPart(settings, processName, registry));
  const link = await linkToKeys(settings, processName, bus, opening);
  const sealing = opening.openIfNeeded(sealingPart({ settings, files, link, eventStore }));
  // Embedded keys may turn out to be lost: nothing more is made before that is known.
  if (hasFiles.keys) await sealing;
  const [sealed, documentStore, rateLimiter] = await Promise.all([
    sealing,
    opening.openIfNeeded(documentStorePart(settings, files, [...collections, ...shared], log)),
    opening.openIfNeeded(rateLimiterPart(settings, registry, log)),
  ]);
  await opening.allAnswer();
  return {
    eventStore,
    documentStore,
    rateLimiter,
    sealing: sealed?.sealing,
    bus: bus.client,
    replica: isReplica ? `${processName}@${hostname()}:${process.pid}` : undefined,
    busServer: bus.server,
    secretFor: (purpose) => {
      if (sealed === undefined)
        throw new Error(`No key store was opened to derive a key for ${purpose} from`);
      return secretFor(sealed.masterKey, purpose);
    },
  };
}
