import { documentStoreContract } from '@reeve/document-store/testing';
import { openMemoryDocumentStore } from './index.js';

documentStoreContract('memory', {
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection, as of every other store
  open: async (_, collections) => openMemoryDocumentStore(collections),
  durable: false,
});
