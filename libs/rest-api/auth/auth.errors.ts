import { ReeveError } from '@reeve/contracts';

/** Why a credential is not accepted, with Open WebUI's texts (reference 2.1). `AUTH-MISSING` stands in the catalogue. */
export const authErrors = {
  /** Not a token of ours, or one that has expired. */
  tokenUndecodable: () => new ReeveError('AUTH-TOKEN-UNDECODABLE', 401, '401 Unauthorized'),
  /** Outside of what the installation allows to API keys, or its owner to this one. */
  apiKeyPathNotAllowed: () =>
    new ReeveError('AUTH-API-KEY-PATH', 403, 'This API key is not good for this path.'),
} as const;
