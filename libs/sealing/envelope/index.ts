export { createSealing } from './create-sealing.js';
export type { SealingOptions } from './create-sealing.js';
export { loadMasterKey } from './load-master-key.js';
export type { MasterKeySource } from './load-master-key.js';
