/** The store cannot be reached, is closed, or has no room. The same operations can be run again. */
export class DocumentStoreUnavailableError extends Error {
  override readonly name = 'DocumentStoreUnavailableError';
}

/**
 * The checkpoint is not the one that a write has to come after, and stays as it is. If it was another when the write began,
 * nothing was written; if it moved meanwhile, documents may have been. Whoever gets this reads the checkpoint and projects
 * again from there.
 */
export class CheckpointMovedError extends Error {
  override readonly name = 'CheckpointMovedError';
}

/** The query names what the collection does not declare, or is out of range. A bug of the caller. */
export class InvalidQueryError extends Error {
  override readonly name = 'InvalidQueryError';
}

/** An operation names an unknown collection or an unusable id. Nothing was written. A bug of the caller. */
export class InvalidOperationError extends Error {
  override readonly name = 'InvalidOperationError';
}

/** A collection is declared wrongly, or is not one that the store was opened with. A bug of the caller. */
export class InvalidDefinitionError extends Error {
  override readonly name = 'InvalidDefinitionError';
}

/** A file or database of another version of Reeve, or one that cannot be opened. Not retryable. */
export class DocumentStoreRefusedError extends Error {
  override readonly name = 'DocumentStoreRefusedError';
}
