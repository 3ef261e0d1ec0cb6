export { openSqliteDataKeyStore } from './open-sqlite-data-key-store.js';
export type { SqliteDataKeyStoreOptions } from './open-sqlite-data-key-store.js';
