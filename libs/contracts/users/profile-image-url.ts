/** What an account has that brings no image of its own. */
export const DEFAULT_PROFILE_IMAGE_URL = '/user.png';

/** Characters; leaves room for sealing (a third more) within the one mebibyte of an append. */
const MAX_DATA_URL_LENGTH = 512 * 1024;
const MAX_ADDRESS_LENGTH = 4096;

const BUILT_IN = new Set(['', DEFAULT_PROFILE_IMAGE_URL, '/favicon.png', '/static/favicon.png']);
const OWN_ROUTE = /^\/api\/v1\/users\/[A-Za-z0-9_-]+\/profile\/image$/;
/** Raster formats only: SVG can carry script. */
const RASTER_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]*={0,2}$/i;
/** Written out to its authority, so that nothing is left to how a browser would complete it. */
const HTTP_ADDRESS = /^https?:\/\/[^/\\?#\s]/i;

/**
 * Whether a text may stand as somebody's profile image (reference 4, the U rule). It is rendered as the `src` of an image in
 * other people's pages: other relative paths would make their browsers send authenticated requests, other schemes run script.
 */
export function isProfileImageUrl(text: string): boolean {
  if (BUILT_IN.has(text) || OWN_ROUTE.test(text)) return true;
  if (/^data:/i.test(text)) return text.length <= MAX_DATA_URL_LENGTH && RASTER_IMAGE.test(text);
  return text.length <= MAX_ADDRESS_LENGTH && HTTP_ADDRESS.test(text) && URL.canParse(text);
}
