import { EventEmitter, once } from 'node:events';

import type { EventFilter, Position } from '@reeve/event-store';
import { passesFilter } from '@reeve/event-store';

/** One recorded event. Data and metadata are kept as text, so that no reader can change what is recorded. */
export interface LogEntry {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/**
 * The data of a memory store. It outlives the store: close one store, open another on the same log, and a restart has been
 * played through.
 */
export class MemoryLog {
  readonly #entries: LogEntry[] = [];
  readonly #streams = new Map<string, LogEntry[]>();
  readonly #changes = new EventEmitter().setMaxListeners(0);

  get length(): number {
    return this.#entries.length;
  }

  get head(): Position | undefined {
    return this.#entries.at(-1)?.position;
  }

  stream(name: string): readonly LogEntry[] {
    return this.#streams.get(name) ?? [];
  }

  write(entries: readonly Omit<LogEntry, 'position'>[]): void {
    for (const written of entries) {
      const entry = { ...written, position: toPosition(this.#entries.length + 1) };
      this.#entries.push(entry);
      const stream = this.#streams.get(entry.stream);
      if (stream === undefined) this.#streams.set(entry.stream, [entry]);
      else stream.push(entry);
    }
    this.wake();
  }

  /** At most `limit` entries that pass, from index `from` to index `until`, exclusive. */
  slice(from: number, until: number, filter: EventFilter | undefined, limit: number): LogEntry[] {
    const found: LogEntry[] = [];
    for (let index = from; index < until && found.length < limit; index += 1) {
      const entry = this.#entries[index];
      if (entry !== undefined && passesFilter(filter, entry)) found.push(entry);
    }
    return found;
  }

  /** How many entries stand up to and including this position; undefined when the log does not reach it. */
  countUpTo(position: Position): number | undefined {
    const count = Number(position);
    return toPosition(count) === position && count <= this.#entries.length ? count : undefined;
  }

  /** Resolves at the next write, the next {@link wake} or when the signal is aborted. */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal }).catch(() => undefined);
  }

  wake(): void {
    this.#changes.emit('change');
  }
}

/** As many digits as the largest safe integer has. */
const POSITION_WIDTH = 16;

function toPosition(count: number): Position {
  return String(count).padStart(POSITION_WIDTH, '0') as Position;
}
