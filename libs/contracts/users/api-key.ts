const PREFIX = 'sk-';
const API_KEY = /^sk-[0-9a-f]{32}$/;
/** Of 32: what is left is far beyond guessing. */
const SHOWN_CHARACTERS = 4;

/** Whether a credential is meant as an API key, and not as a session's token. */
export const isApiKey = (credential: string): boolean => credential.startsWith(PREFIX);

/** Whether it can be one: 128 random bits, as Open WebUI writes them. */
export const isWellFormedApiKey = (credential: string): boolean => API_KEY.test(credential);

/** @param randomHex 32 hexadecimal digits. */
export const apiKeyOf = (randomHex: string): string => `${PREFIX}${randomHex}`;

/** By what its owner tells a key from others. */
export const endingOf = (apiKey: string): string => apiKey.slice(-SHOWN_CHARACTERS);

/** As long as the key itself, so that it fits wherever a client shows one. Good for nothing. */
export const maskedApiKey = (ending: string): string => `${PREFIX}${'*'.repeat(32 - ending.length)}${ending}`;

/**
 * What a key is stored and found as: two keyed fingerprints of it, 32 hexadecimal digits, so that it is as unlikely to be met
 * by chance as the key itself.
 *
 * @param fingerprint of the installation's sealing.
 */
export function apiKeyHash(fingerprint: (purpose: string, value: string) => string, apiKey: string): string {
  return ['users.api-key', 'users.api-key.second-half']
    .map((purpose) => fingerprint(purpose, apiKey))
    .join('');
}
