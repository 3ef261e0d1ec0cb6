import type { Section } from '@reeve/contracts';
import type { RecordedEvent } from '@reeve/event-store';

export interface TopologyOptions {
  /** Settings, and defaults of sections, by the names of their variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** The sections there are, where a suite brings its own. */
  readonly sections?: readonly Section[];
}

/**
 * An installation that runs: all of it that the suite may see. How many processes it is, where they keep their data and what
 * carries their messages is known to whoever starts it, and to nobody else.
 */
export interface Topology {
  /** `http://127.0.0.1:41234`. May be another one after a restart. */
  readonly url: string;
  /** Stops everything in order and starts it again on the same data. */
  restart(): Promise<void>;
  /** Stops everything and removes its data. */
  stop(): Promise<void>;
  /** Every event so far, in the order of the log, read through the port. */
  events(): Promise<readonly RecordedEvent[]>;
  /** Everything that it has written to disk, as it stands there now. */
  dataFiles(): Promise<readonly DataFile[]>;
  /** Copies the key store, as a backup does. What it answers with puts the copy back: stops everything, and starts it again on that. */
  backUpKeys(): Promise<() => Promise<void>>;
  /** Everything that it has logged, lines of JSON. */
  log(): string;
}

export interface DataFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Starts an installation that nobody has used, listening on a free port. Rejects when it cannot be started. */
export type StartTopology = (options: TopologyOptions) => Promise<Topology>;
