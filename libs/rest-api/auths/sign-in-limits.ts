import { Inject, Injectable } from '@nestjs/common';
import { USER_PURPOSES } from '@reeve/contracts';
import { SEALING, SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import type { RateLimitRule } from '@reeve/rate-limiter';
import type { Sealing } from '@reeve/sealing';
import type { FastifyReply } from 'fastify';
import { FactorLimits } from '../auth/index.js';
import { RateLimits } from '../http/index.js';
import { KnownAddresses } from './known-addresses.js';

const WINDOW_SECONDS = 180;
const BUCKET_SECONDS = 60;
/** From wherever: guessing from many places gets this many times as far as guessing from one. */
const EVERYWHERE = 10;

/** An attempt to sign in that was let through. */
export interface Attempt {
  /** The password was right: from this address, the person is not kept out by what others do. */
  succeeded(): Promise<void>;
}

/**
 * Bounds attempts to sign in: by e-mail and address together, by address (from one place at many accounts), and by e-mail
 * (from many places at one account). The last two count what others do as well, so they do not hold where the person has
 * signed in from before: whoever guesses at somebody's password, from another address, keeps them out of nothing.
 */
@Injectable()
export class SignInLimits {
  private readonly byEmailAndAddress: RateLimitRule;
  private readonly byAddress: RateLimitRule;
  private readonly byEmail: RateLimitRule;
  private readonly byAddressOfReturn: RateLimitRule;
  private readonly byAddressOfExchange: RateLimitRule;
  private readonly byPerson: RateLimitRule;

  constructor(
    private readonly limits: RateLimits,
    private readonly known: KnownAddresses,
    private readonly factorLimits: FactorLimits,
    @Inject(SEALING) private readonly sealing: Sealing,
    @Inject(SETTINGS) { signInRateLimit }: Pick<Settings, 'signInRateLimit'>,
  ) {
    const window = { limit: signInRateLimit, windowSeconds: WINDOW_SECONDS, bucketSeconds: BUCKET_SECONDS };
    this.byEmailAndAddress = { name: 'sign-in', ...window };
    this.byAddress = { name: 'sign-in-address', ...window };
    this.byEmail = { name: 'sign-in-email', ...window, limit: EVERYWHERE * signInRateLimit };
    this.byPerson = { name: 'password-change', ...window };
    this.byAddressOfReturn = { name: 'sign-in-return-address', ...window };
    this.byAddressOfExchange = { name: 'token-exchange-address', ...window };
  }

  /** For who is not known by name yet. @throws ReeveError `RATE-LIMITED` 429 with `Retry-After`. */
  async enforceByAddress(reply: FastifyReply, address: string | null): Promise<void> {
    await this.limits.enforceRateLimit(reply, this.byAddress, address ?? '');
  }

  /** For who comes back from where signing in has led: an attempt that was counted already, but may be repeated at will. */
  async enforceOnReturn(reply: FastifyReply, address: string | null): Promise<void> {
    await this.limits.enforceRateLimit(reply, this.byAddressOfReturn, address ?? '');
  }

  /** For who brings a token of an identity provider: there are no passwords to guess at, so these count by themselves. */
  async enforceOnExchange(reply: FastifyReply, address: string | null): Promise<void> {
    await this.limits.enforceRateLimit(reply, this.byAddressOfExchange, address ?? '');
  }

  /** @throws ReeveError `RATE-LIMITED` 429 with `Retry-After`. */
  async enforce(reply: FastifyReply, address: string | null, email: string): Promise<Attempt> {
    // Fingerprints: counters may be kept where nobody's address should be.
    const person = this.sealing.fingerprint(USER_PURPOSES.email, email.toLowerCase());
    const there = this.sealing.fingerprint('gateway.sign-in', `${person}\n${address ?? ''}`);
    const byAccount = this.factorLimits.byAccount;
    for (const rule of [this.byEmailAndAddress, ...byAccount]) {
      await this.limits.enforceRateLimit(reply, rule, there);
    }
    await this.limits.enforceRateLimits(
      reply,
      [
        [this.byAddress, address ?? ''],
        [this.byEmail, person],
        ...byAccount.map((rule) => [rule, person] as const),
      ],
      { unless: () => this.known.isKnown(there) },
    );
    return { succeeded: () => this.known.remember(there) };
  }

  /** For somebody who is signed in, and has to prove their password again. @throws ReeveError `RATE-LIMITED` 429. */
  async enforceForPerson(reply: FastifyReply, userId: string): Promise<void> {
    for (const rule of [this.byPerson, ...this.factorLimits.byAccount]) {
      await this.limits.enforceRateLimit(reply, rule, userId);
    }
  }
}
