import type { DataKeyStore } from '@reeve/sealing';

/** Where the keys of one installation live: a file, a database. Empty when it is made. */
export interface KeyPlace {
  /** A store over the keys that are there; a second one stands for a restart, or for another process. */
  open(): Promise<DataKeyStore>;
  remove(): Promise<void>;
}
