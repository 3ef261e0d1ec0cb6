/** Bytes of one append, all its events together: the server's default. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** Bytes of one message that the server takes at all. */
export const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;

/** Milliseconds in which an append is to be written where it says nothing else. */
export const COMMIT_TIMEOUT_MS = 2_000;
