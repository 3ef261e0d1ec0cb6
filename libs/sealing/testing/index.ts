export { dataKeyStoreFeatures } from './data-key-store.features.js';
export { sealingFeatures } from './sealing.features.js';
export type { KeyPlace } from './key-place.js';
