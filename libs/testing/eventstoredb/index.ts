export type { Credentials, EventStoreDBDoubleOptions, TlsIdentity } from './double-options.js';
export type { Faults, FaultSwitches } from './faults.js';
export * from './start-eventstoredb.js';
