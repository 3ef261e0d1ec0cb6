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
