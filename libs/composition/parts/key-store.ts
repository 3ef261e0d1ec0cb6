import type { NatsLink } from '@reeve/bus/nats';
import type { Settings } from '@reeve/platform';
import type { DataKeyStore } from '@reeve/sealing';
import type { Bus } from './bus.part.js';
import { natsAccess } from './nats-access.js';
import type { Opening } from './opening.js';

/** The NATS that keeps the wrapped data keys: unless it is said, the one that carries the requests. Null: a file does. */
export function keyStoreUrlOf({ keyStoreUrl, busUrl }: Settings): string | null {
  return keyStoreUrl ?? busUrl;
}

/** The connection to the NATS that keeps the keys, the bus's where that is the same; undefined where a file does. */
export async function linkToKeys(
  settings: Settings,
  processName: string,
  bus: Bus,
  opening: Opening,
): Promise<NatsLink | undefined> {
  const { keyStoreUrl, busUrl } = settings;
  if (keyStoreUrl === null || keyStoreUrl === busUrl) return bus.link;
  return await opening.openIfNeeded({
    name: 'key store',
    awaited: false,
    open: async () => {
      const { NatsLink } = await import('@reeve/bus/nats');
      return await NatsLink.open(natsAccess(settings, keyStoreUrl, processName));
    },
  });
}

/** @param path where the keys are when they are in a file. */
export async function openKeyStore(link: NatsLink | undefined, path: string): Promise<DataKeyStore> {
  if (link === undefined) {
    const { openSqliteDataKeyStore } = await import('@reeve/sealing/sqlite');
    return await openSqliteDataKeyStore({ path });
  }
  const { openJetStreamDataKeyStore } = await import('@reeve/sealing/jetstream');
  return await openJetStreamDataKeyStore({ connection: () => link.connection });
}
