/** The store cannot be reached, is closed, or has no room. The same operations can be run again. */
export class DocumentStoreUnavailableError extends Error {
  override readonly name = 'DocumentStoreUnavailableError';
}

/** The query names what the collection does not declare, or is out of range. A bug of the caller. */
export class InvalidQueryError extends Error {
  override readonly name = 'InvalidQueryError';
}

/** A file or database of another version of Reeve, or one that cannot be opened. Not retryable. */
export class DocumentStoreRefusedError extends Error {
  override readonly name = 'DocumentStoreRefusedError';
}
