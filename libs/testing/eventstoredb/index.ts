export type { TlsIdentity } from './connections.js';
export type { EventStoreDBDoubleOptions } from './double-options.js';
export type { Faults, FaultSwitches } from './faults.js';
export type { Credentials } from './protocol/access.js';
export * from './start-eventstoredb.js';
