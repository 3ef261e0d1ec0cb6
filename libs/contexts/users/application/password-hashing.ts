import { randomBytes } from 'node:crypto';
import { usersErrors } from '@reeve/contracts';
import { isBcryptHash, matchesBcrypt } from './bcrypt-hashes.js';
import { RefusalPace } from './refusal-pace.js';
import { Turns } from './turns.js';

/** Makes and checks password hashes. `deadline`s are epoch milliseconds, after which nothing is begun any more. */
export interface PasswordHashing {
  /** @throws ReeveError `USERS-PASSWORD-CHECKS-BUSY` 503, `DEADLINE-EXCEEDED` 504. */
  hash(password: string, deadline: number): Promise<string>;
  /**
   * @param passwordHash undefined when there is nobody to check against: false, after the same work.
   * @throws ReeveError `USERS-PASSWORD-CHECKS-BUSY` 503, `DEADLINE-EXCEEDED` 504.
   */
  matches(password: string, passwordHash: string | undefined, deadline: number): Promise<boolean>;
  /** Whether a new hash of the same password would be a stronger one. */
  isOutdated(passwordHash: string): boolean;
}

/** How much work a hash is. */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
}

/** OWASP's password storage cheat sheet: 19 MiB, two passes, one lane. */
export const OWASP_COST: Argon2Cost = { memoryKib: 19_456, passes: 2 };

/** Native code, loaded with the first password. */
const argon2 = () => import('@node-rs/argon2');

/** Half of libuv's threads: the other half stays for files and names while many sign in. */
const AT_ONCE = 2;
/** About two seconds of work on slow hardware. */
const MAX_WAITING = 100;
const RETRY_AFTER_SECONDS = 2;

/**
 * argon2id on libuv's threads, so that the main thread goes on answering; a few at a time and a bounded queue. Hashes that
 * Open WebUI has made (bcrypt) are checked too, and are outdated.
 */
export function createArgon2PasswordHashing(cost: Argon2Cost = OWASP_COST): PasswordHashing {
  const options = { memoryCost: cost.memoryKib, timeCost: cost.passes, parallelism: 1 };
  const nobodys = hashOfNobody(cost);
  const pace = new RefusalPace();
  const turns = new Turns({
    atOnce: AT_ONCE,
    waiting: MAX_WAITING,
    refusal: () => usersErrors.passwordChecksBusy(RETRY_AFTER_SECONDS),
  });
  return {
    hash: (password, deadline) =>
      turns.take(deadline, async () => {
        const { hash } = await argon2();
        return await hash(password, options);
      }),
    matches: async (password, passwordHash, deadline) => {
      let beganAt = 0;
      const matches = await turns.take(deadline, async () => {
        beganAt = performance.now();
        if (passwordHash !== undefined && isBcryptHash(passwordHash)) {
          const isRight = await matchesBcrypt(password, passwordHash);
          pace.took(performance.now() - beganAt);
          return isRight;
        }
        const { verify } = await argon2();
        return (await verify(passwordHash ?? nobodys, password)) && passwordHash !== undefined;
      });
      if (!matches) await pace.keep(beganAt);
      return matches;
    },
    isOutdated: (passwordHash) => !passwordHash.startsWith(beginningOf(cost)),
  };
}

/** What a hash of this cost begins with. */
const beginningOf = ({ memoryKib, passes }: Argon2Cost): string =>
  `$argon2id$v=19$m=${String(memoryKib)},t=${String(passes)},p=1$`;

/** Takes as long to check as a real one, and no password is known to have it. */
function hashOfNobody(cost: Argon2Cost): string {
  const base64 = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `${beginningOf(cost)}${base64(16)}$${base64(32)}`;
}
