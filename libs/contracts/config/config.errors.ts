import { ReeveError } from '../errors/reeve-error.js';

/** Errors of the config context. Masks that cannot be honoured are issues of a 422, with these types. */
export const configErrors = {
  unknownSection: (name: string) =>
    new ReeveError('CONFIG-SECTION-UNKNOWN', 404, `There is no configuration section "${name}"`),
  toolServersDisabled: () =>
    new ReeveError(
      'CONFIG-TOOL-SERVERS-DISABLED',
      403,
      'Tool servers are switched off (ENABLE_TOOL_SERVERS=false).',
    ),
  sessionNeeded: (title: string) =>
    new ReeveError(
      'CONFIG-SESSION-NEEDED',
      403,
      `What sign-ins ask for (in the section ${title}) is not changed with an API key. Sign in, then change it.`,
    ),
  revealRefused: () =>
    new ReeveError(
      'CONFIG-REVEAL-REFUSED',
      403,
      'Secrets are never shown to an API key. Sign in, then ask again.',
    ),
} as const;

export const maskIssues = {
  unknown: {
    type: 'mask_unknown',
    msg: 'This mask stands for no secret that is stored here. Read the section again, or enter the secret itself',
  },
  elsewhere: {
    type: 'mask_other_address',
    msg: 'The secret behind this mask was stored for another address. Enter the secret itself to send it to this one',
  },
} as const;
