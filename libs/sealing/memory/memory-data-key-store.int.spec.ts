import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import { dataKeyStoreFeatures, sealingFeatures } from '@reeve/sealing/testing';
import type { KeyPlace } from '@reeve/sealing/testing';

function memoryPlace(): Promise<KeyPlace> {
  const store = createMemoryDataKeyStore();
  return Promise.resolve({ open: () => Promise.resolve(store), remove: () => Promise.resolve() });
}

dataKeyStoreFeatures('memory', memoryPlace);
sealingFeatures('memory', memoryPlace);
