/** What a column holds. Booleans are 0 and 1: libsql ends the process when it is given a boolean. */
export type SqlValue = string | number | null;

/** A statement, or a part of one, and what it is run with. The text depends on a query's shape only: it is prepared once. */
export interface Sql {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
}
