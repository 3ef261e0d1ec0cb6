import type { CollectionDefinition } from '@reeve/document-store';
import {
  createIndexes,
  createSearch,
  createTable,
  dropCollection,
  fieldColumn,
  foldedColumn,
  insertRow,
  keyColumn,
  parametersOf,
  searchTable,
  tableName,
} from './collection-table.js';
import type { Row } from './collection-table.js';
import type { Sql, SqlValue } from './sql.js';
import type { Statements } from './statements.js';

/**
 * Changes the rows of one collection and its trigram index together, within the caller's transaction.
 *
 * The index is written by statements of its own. By triggers, or with RETURNING, it would cost four times as much: either
 * makes SQLite open a savepoint per row, at which FTS5 writes out what it has gathered.
 */
export class CollectionWriter {
  readonly #sql: WriterSql;
  readonly #isSearchable: boolean;

  constructor(
    private readonly statements: Statements,
    private readonly definition: CollectionDefinition,
  ) {
    this.#sql = writerSql(definition);
    this.#isSearchable = (definition.searchable ?? []).length > 0;
  }

  /** @returns whether `seen` let it pass. */
  put(row: Row): boolean {
    const present = this.statements.row(this.#sql.present, [row.seen, row.seen, ...row.folded, row.id]);
    if (present === undefined) return this.insert(row);
    const [key, mayWrite, sameText] = present as [SqlValue, number, number];
    if (mayWrite === 0) return false;
    this.statements.run(this.#sql.update, [...parametersOf(row).slice(1), key]);
    if (this.#isSearchable && sameText === 0) {
      this.statements.run(this.#sql.unindex, [key]);
      this.statements.run(this.#sql.index, [key, ...row.folded]);
    }
    return true;
  }

  /** @returns false when the id is there. */
  insert(row: Row): boolean {
    const { changes, lastInsertRowid } = this.statements.run(this.#sql.insert, parametersOf(row));
    if (changes === 0) return false;
    if (this.#isSearchable) this.statements.run(this.#sql.index, [Number(lastInsertRowid), ...row.folded]);
    return true;
  }

  /** @returns whether it was there. */
  remove(id: string): boolean {
    return this.removeRows({ text: this.#sql.key, parameters: [id] }) > 0;
  }

  /** @returns how many went. */
  removeRows({ text, parameters }: Sql): number {
    const keys = this.statements.rows(text, parameters);
    for (const key of keys) {
      this.statements.run(this.#sql.remove, key);
      if (this.#isSearchable) this.statements.run(this.#sql.unindex, key);
    }
    return keys.length;
  }

  /** Makes the collection's tables anew, empty. */
  recreate(): void {
    for (const text of [
      ...dropCollection(this.definition),
      createTable(this.definition),
      ...createIndexes(this.definition),
      ...createSearch(this.definition),
    ]) {
      this.statements.run(text);
    }
  }
}

type WriterSql = ReturnType<typeof writerSql>;

function writerSql(definition: CollectionDefinition) {
  const { fields, searchable = [] } = definition;
  const table = tableName(definition);
  const key = keyColumn(definition);
  const search = searchTable(definition);
  const folded = searchable.map(foldedColumn);
  const updated = ['seen', ...Object.keys(fields).map(fieldColumn), ...folded, 'document'];
  const sameText = folded.map((column) => `${column} IS ?`).join(' AND ') || 'TRUE';
  return {
    /** Its key, whether `seen` lets pass, and whether the searchable text is the same. */
    present: `SELECT ${key}, ? IS NULL OR seen IS NULL OR ? > seen, ${sameText} FROM ${table} WHERE id = ?`,
    key: `SELECT ${key} FROM ${table} WHERE id = ?`,
    insert: insertRow(definition),
    update: `UPDATE ${table} SET ${updated.map((column) => `${column} = ?`).join(', ')} WHERE ${key} = ?`,
    remove: `DELETE FROM ${table} WHERE ${key} = ?`,
    index: `INSERT INTO ${search} (rowid, ${folded.join(', ')}) VALUES (?${', ?'.repeat(folded.length)})`,
    unindex: `DELETE FROM ${search} WHERE rowid = ?`,
  };
}
