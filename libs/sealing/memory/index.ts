export { createMemoryDataKeyStore } from './memory-data-key-store.js';
