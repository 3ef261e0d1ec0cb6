export { hostInUrl, listenForOperations } from './operations-server.js';
export type { OperationsOptions, OperationsServer } from './operations-server.js';
