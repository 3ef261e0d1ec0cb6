import type Database from 'libsql';
import { LRUCache } from 'lru-cache';
import type { SqlValue } from './sql.js';

/** Far more shapes of queries than all collections together have; a bound all the same. */
const MOST_STATEMENTS = 500;

/** The prepared statements of one connection. SQLite itself prepares them again when the schema has changed. */
export class Statements {
  readonly #prepared = new LRUCache<string, Database.Statement>({ max: MOST_STATEMENTS });

  constructor(private readonly database: Database.Database) {}

  run(text: string, parameters: readonly SqlValue[] = []): Database.RunResult {
    return this.#prepare(text).run(parameters);
  }

  rows(text: string, parameters: readonly SqlValue[] = []): readonly (readonly SqlValue[])[] {
    return this.#prepare(text).all(parameters) as SqlValue[][];
  }

  row(text: string, parameters: readonly SqlValue[] = []): readonly SqlValue[] | undefined {
    return this.#prepare(text).get(parameters) as SqlValue[] | undefined;
  }

  /** Of a statement that gives one row of one value, which are bytes. */
  bytes(text: string, parameters: readonly SqlValue[] = []): Uint8Array {
    const [value] = this.#prepare(text).get(parameters) as [Uint8Array];
    return value;
  }

  #prepare(text: string): Database.Statement {
    let statement = this.#prepared.get(text);
    if (statement === undefined) {
      statement = this.database.prepare(text);
      if (statement.reader) statement.raw(true);
      this.#prepared.set(text, statement);
    }
    return statement;
  }
}
