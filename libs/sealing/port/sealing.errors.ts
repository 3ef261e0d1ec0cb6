/** The value was tampered with, was moved, or was sealed under another master key. */
export class SealedValueError extends Error {
  override readonly name = 'SealedValueError';
}

/** The subject's keys have been destroyed: nothing can be sealed for it any more. */
export class SubjectErasedError extends Error {
  override readonly name = 'SubjectErasedError';
}

/** The master key is missing, malformed, or not the one that the stored keys are wrapped under. Names what to do. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/** The key store cannot be reached, is closed, or has no room. Nothing was changed. Retryable. */
export class DataKeyStoreUnavailableError extends Error {
  override readonly name = 'DataKeyStoreUnavailableError';
}

/** What is there is not this key store, is damaged, or was written by a newer version. Not retryable. */
export class DataKeyStoreRefusedError extends Error {
  override readonly name = 'DataKeyStoreRefusedError';
}

/** Keys were added or destroyed while all of them were being rewrapped. Nothing was changed; start again. */
export class DataKeysChangedError extends Error {
  override readonly name = 'DataKeysChangedError';
}
