import { ReeveError } from '../errors/reeve-error.js';

/** The errors of API keys, with Open WebUI's texts where it has them (reference 2.3). */
export const apiKeyErrors = {
  notFound: () =>
    new ReeveError(
      'USERS-API-KEY-NOT-FOUND',
      404,
      "Oops! It looks like there's a hiccup. The API key was not found.",
    ),
  notAllowed: () =>
    new ReeveError(
      'USERS-API-KEY-NOT-ALLOWED',
      403,
      'Use of API keys is not allowed: they are switched off, or you lack the permission for them.',
    ),
  creationNotAllowed: () =>
    new ReeveError(
      'USERS-API-KEY-CREATION-NOT-ALLOWED',
      403,
      'API keys cannot be made: they are switched off, or you lack the permission for them.',
    ),
  /** Whoever holds a narrow key, or one that ends, must not make a wider one with it. */
  needsSession: () =>
    new ReeveError(
      'USERS-API-KEY-NEEDS-SESSION',
      403,
      'An API key cannot make or delete API keys. Sign in, and do it with the session’s token.',
    ),
  tooMany: (most: number) =>
    new ReeveError(
      'USERS-API-KEYS-TOO-MANY',
      409,
      `There are ${String(most)} API keys already, which is as many as one person may have. Delete one first.`,
    ),
  /** The command was carried out before, and its answer is lost: nothing can show the key again. */
  notShownAgain: () =>
    new ReeveError(
      'USERS-API-KEY-NOT-SHOWN-AGAIN',
      409,
      'The key was made before, and a key is shown only once. Delete it, and make another one.',
    ),
  idTaken: () => new ReeveError('USERS-API-KEY-ID-TAKEN', 409, 'An API key with this id exists already.'),
} as const;
