/** As argon2's reference implementation writes it: RFC 9106's parameters, then salt and hash in base64 without padding. */
const ARGON2 =
  /^\$argon2(?:id|i|d)\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$[A-Za-z\d+/]{11,86}\$[A-Za-z\d+/]{22,86}$/;
/** A hash is checked at every sign-in, by whoever knows the e-mail: one that costs more would be a way to hold sign-ins up. */
const MAX_MEMORY_KIB = 131_072;
const MAX_PASSES = 16;
const MAX_LANES = 16;
/** RFC 9106, 3.1: each lane has at least eight blocks of 1 KiB. */
const MIN_KIB_A_LANE = 8;

/** Whether a password can be checked against the text at sign-in, in bounded time and memory. */
export function isPasswordHash(text: string): boolean {
  const parameters = ARGON2.exec(text);
  if (parameters === null) return false;
  const [memoryKib = 0, passes = 0, lanes = 0] = parameters.slice(1).map(Number);
  const isWithin = memoryKib <= MAX_MEMORY_KIB && passes <= MAX_PASSES && lanes <= MAX_LANES;
  return isWithin && passes >= 1 && lanes >= 1 && memoryKib >= MIN_KIB_A_LANE * lanes;
}
