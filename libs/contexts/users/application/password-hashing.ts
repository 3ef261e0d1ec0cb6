import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { usersErrors } from '@reeve/contracts';
import { isBcryptHash } from './bcrypt-hashes.js';
import { HashingThread } from './hashing-thread.js';
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

/**
 * A processor stays for everything else, where there is another: what hashes leaves it to others when they want it, but not the
 * processor's caches, and its answers are the others' work. Each holds `memoryKib` while it hashes.
 */
export const HASHED_AT_ONCE = Math.min(4, Math.max(1, availableParallelism() - 1));
/** Two to four seconds of work on slow hardware. */
const MAX_WAITING = 100;
const RETRY_AFTER_SECONDS = 2;

/**
 * argon2id in threads of their own that leave the processor to all others, so that the main thread goes on answering; a few at a time and
 * a bounded queue. Hashes that Open WebUI has made (bcrypt) are checked too, and are outdated.
 */
export function createArgon2PasswordHashing(
  cost: Argon2Cost = OWASP_COST,
  atOnce = HASHED_AT_ONCE,
): PasswordHashing {
  const nobodys = hashOfNobody(cost);
  const pace = new RefusalPace();
  const turns = new Turns({
    atOnce,
    waiting: MAX_WAITING,
    refusal: () => usersErrors.passwordChecksBusy(RETRY_AFTER_SECONDS),
  });
  const idle = Array.from({ length: atOnce }, () => new HashingThread());
  const inTurn = async <Result>(deadline: number, work: (thread: HashingThread) => Promise<Result>) =>
    await turns.take(deadline, async () => {
      const thread = idle.pop() ?? new HashingThread();
      try {
        return await work(thread);
      } finally {
        idle.push(thread);
      }
    });
  return {
    hash: (password, deadline) => inTurn(deadline, (thread) => thread.do({ kind: 'hash', password, cost })),
    matches: async (password, passwordHash, deadline) => {
      let beganAt = 0;
      const matches = await inTurn(deadline, async (thread) => {
        beganAt = performance.now();
        const checked = { kind: 'matches', password, passwordHash: passwordHash ?? nobodys } as const;
        const isMatch = await thread.do(checked);
        if (isBcryptHash(checked.passwordHash)) pace.took(performance.now() - beganAt);
        return isMatch && passwordHash !== undefined;
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
