import { MASTER_KEY_BYTES } from './master-key.js';

/** For messages: what parseMasterKey takes. */
export const MASTER_KEY_FORMAT = '64 hexadecimal digits, or the base64 of 32 bytes';

const HEX = /^[0-9a-f]{64}$/i;
/** 32 bytes in either alphabet, padded or not. Its last character carries 4 bits. */
const BASE64 = /^[\w+/-]{42}[AEIMQUYcgkosw048]=?$/;

/** @returns undefined when it is in neither format. Never quote the text in a message. */
export function parseMasterKey(text: string): Buffer | undefined {
  const key = HEX.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  return (HEX.test(text) || BASE64.test(text)) && key.length === MASTER_KEY_BYTES ? key : undefined;
}
