import type { Settings } from '@reeve/platform';
import type { DataKeyStore } from '@reeve/sealing';

/** The NATS that keeps the wrapped data keys: unless it is said, the one that carries the requests. Null: a file does. */
export function keyStoreUrlOf({ keyStoreUrl, busUrl }: Settings): string | null {
  return keyStoreUrl ?? busUrl;
}

/** @param path where the keys are when they are in a file. */
export async function openKeyStore(path: string): Promise<DataKeyStore> {
  const { openSqliteDataKeyStore } = await import('@reeve/sealing/sqlite');
  return await openSqliteDataKeyStore({ path });
}
