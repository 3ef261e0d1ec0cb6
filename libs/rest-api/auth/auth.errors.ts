import { ReeveError } from '@reeve/contracts';

/** Why a credential is not accepted, with Open WebUI's texts (reference 2.1). `AUTH-MISSING` stands in the catalogue. */
export const authErrors = {
  /** Not a token of ours, or one that has expired. */
  tokenUndecodable: () => new ReeveError('AUTH-TOKEN-UNDECODABLE', 401, '401 Unauthorized'),
  apiKeyUnsupported: () =>
    new ReeveError(
      'AUTH-API-KEY-UNSUPPORTED',
      401,
      'API keys are not accepted here. Sign in and send the session’s token instead.',
    ),
} as const;
