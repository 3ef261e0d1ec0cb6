export { openJetStreamDataKeyStore } from './open-jetstream-data-key-store.js';
export type { JetStreamDataKeyStoreOptions } from './open-jetstream-data-key-store.js';
export type { Connection } from './jetstream-api.js';
