/** Native code, loaded with the first hash. */
const bcrypt = () => import('@node-rs/bcrypt');

/** All that bcrypt takes of a password; Open WebUI cuts longer ones off there, whatever character that is within. */
const USED_BYTES = 72;
/** A hash that takes longer than this to check (some ten seconds) was made to keep somebody busy. */
const MAX_COST = 16;

/** Whether Open WebUI has made the hash. */
export const isBcryptHash = (passwordHash: string): boolean => /^\$2[abxy]\$/.test(passwordHash);

/** On libuv's threads. False for what is no hash. */
export async function matchesBcrypt(password: string, passwordHash: string): Promise<boolean> {
  const { verify } = await bcrypt();
  if (Number(passwordHash.slice(4, 6)) > MAX_COST) return false;
  return await verify(
    new Uint8Array(new TextEncoder().encode(password).subarray(0, USED_BYTES)),
    passwordHash,
  );
}
