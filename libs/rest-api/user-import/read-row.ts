import type { ImportRow, ReeveError } from '@reeve/contracts';

/** A row of a file: somebody, or, where it has not what a row needs, why it cannot be. */
export type ReadRow = ImportRow | { readonly line: number; readonly refusal: ReeveError };
