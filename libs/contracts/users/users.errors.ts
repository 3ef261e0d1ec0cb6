import { ReeveError } from '../errors/reeve-error.js';

/** The errors of the users context: one function each, one code each, never reused and never renamed. */
export const usersErrors = {
  emailTaken: () =>
    new ReeveError(
      'USERS-EMAIL-TAKEN',
      400,
      'This email is already registered. Sign in with your existing account or choose another email.',
    ),
  emailInvalid: () =>
    new ReeveError(
      'USERS-EMAIL-INVALID',
      400,
      'The email format is invalid. Use a valid email address, such as you@example.com.',
    ),
  passwordEmpty: () => new ReeveError('USERS-PASSWORD-EMPTY', 400, 'The password must not be empty.'),
  passwordTooLong: (maxBytes: number) =>
    new ReeveError(
      'USERS-PASSWORD-TOO-LONG',
      400,
      `The password is too long: at most ${String(maxBytes)} bytes.`,
    ),
  nameTooLong: (maxLength: number) =>
    new ReeveError(
      'USERS-NAME-TOO-LONG',
      422,
      `The name is too long: at most ${String(maxLength)} characters.`,
    ),
  profileImageInvalid: () =>
    new ReeveError(
      'USERS-PROFILE-IMAGE-INVALID',
      422,
      'The profile image must be an http(s) address with a host, a base64 data:image of PNG, JPEG, GIF or WebP up to 512 KiB, or one of the built-in images.',
    ),
  credentialsInvalid: () =>
    new ReeveError(
      'USERS-CREDENTIALS-INVALID',
      400,
      'The email or password provided is incorrect. Please check for typos and try signing in again.',
    ),
  signUpClosed: () =>
    new ReeveError(
      'USERS-SIGN-UP-CLOSED',
      403,
      'Sign-up is closed. Ask an administrator to add an account for you.',
    ),
  sessionEnded: () =>
    new ReeveError('USERS-SESSION-ENDED', 401, 'Your session has ended. Please sign in again.'),
  ldapOff: () =>
    new ReeveError('USERS-LDAP-OFF', 400, 'Sign-in with LDAP is not switched on. Sign in another way.'),
  ldapUnreachable: () =>
    new ReeveError(
      'USERS-LDAP-UNREACHABLE',
      400,
      'The directory does not answer at the moment. Try again shortly, or ask an administrator.',
    ),
  /** What is wrong stands in the log: whoever signs in can do nothing about it, and need not know. */
  ldapMisconfigured: () =>
    new ReeveError(
      'USERS-LDAP-MISCONFIGURED',
      400,
      'The directory cannot be asked with the settings as they are. Ask an administrator.',
    ),
  ldapEmailMissing: () =>
    new ReeveError(
      'USERS-LDAP-EMAIL-MISSING',
      400,
      'The directory has no e-mail for you. Ask an administrator to add one.',
    ),
  oauthProviderUnknown: () =>
    new ReeveError(
      'USERS-OAUTH-PROVIDER-UNKNOWN',
      404,
      'There is no sign-in with this identity provider. Sign in another way.',
    ),
  oauthFlowInvalid: () =>
    new ReeveError(
      'USERS-OAUTH-FLOW-INVALID',
      400,
      'This sign-in was not begun in this browser, or too long ago. Begin again.',
    ),
  oauthEmailMissing: () =>
    new ReeveError('USERS-OAUTH-EMAIL-MISSING', 400, 'The identity provider does not tell your e-mail.'),
  oauthEmailUnverified: () =>
    new ReeveError(
      'USERS-OAUTH-EMAIL-UNVERIFIED',
      403,
      'The identity provider has not verified your e-mail. Verify it there, then sign in again.',
    ),
  oauthDomainRefused: () =>
    new ReeveError('USERS-OAUTH-DOMAIN-REFUSED', 403, 'E-mails of your domain may not sign in here.'),
  oauthRoleMissing: () =>
    new ReeveError(
      'USERS-OAUTH-ROLE-MISSING',
      403,
      'The identity provider gives you no role that may sign in here. Ask an administrator.',
    ),
  oauthSignUpClosed: () =>
    new ReeveError(
      'USERS-OAUTH-SIGN-UP-CLOSED',
      403,
      'You have no account here, and none is made for those who sign in with an identity provider.',
    ),
  oauthTokenExchangeOff: () =>
    new ReeveError(
      'USERS-OAUTH-TOKEN-EXCHANGE-OFF',
      403,
      'Tokens of identity providers are not exchanged here. Sign in another way.',
    ),
  oauthTokenClientUnknown: () =>
    new ReeveError(
      'USERS-OAUTH-TOKEN-CLIENT-UNKNOWN',
      403,
      'The identity provider does not tell which application the token was issued to, so it is not taken.',
    ),
  oauthTokenClientRefused: () =>
    new ReeveError(
      'USERS-OAUTH-TOKEN-CLIENT-REFUSED',
      403,
      'The token was issued to an application whose tokens are not taken here. Ask an administrator.',
    ),
  /** 400, and not an empty list: what clients of Open WebUI are answered. */
  oauthSessionsNone: () =>
    new ReeveError(
      'USERS-OAUTH-SESSIONS-NONE',
      400,
      'None of the user’s sessions was started with an identity provider.',
    ),
  oauthSessionNotFound: () =>
    new ReeveError(
      'USERS-OAUTH-SESSION-NOT-FOUND',
      404,
      'None of your sessions was started with this identity provider.',
    ),
  adminDetailsHidden: () =>
    new ReeveError(
      'USERS-ADMIN-DETAILS-HIDDEN',
      400,
      'The administrators of this installation do not show who they are.',
    ),
  notFound: () => new ReeveError('USERS-NOT-FOUND', 404, 'The user was not found.'),
  alreadyRegistered: () =>
    new ReeveError('USERS-ALREADY-REGISTERED', 409, 'An account with this id is registered already.'),
  sessionIdTaken: () =>
    new ReeveError('USERS-SESSION-ID-TAKEN', 409, 'A session with this id exists already.'),
  /** More passwords are waiting to be checked than can be checked soon. */
  passwordChecksBusy: (retryAfterSeconds: number) =>
    new ReeveError(
      'USERS-PASSWORD-CHECKS-BUSY',
      503,
      'Too many people are signing in at the moment. Nothing was changed; try again shortly.',
      { retry_after: retryAfterSeconds },
    ),
} as const;
