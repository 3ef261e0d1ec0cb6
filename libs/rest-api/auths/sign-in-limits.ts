import { Inject, Injectable } from '@nestjs/common';
import { USER_PURPOSES } from '@reeve/contracts';
import { SEALING, SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import type { RateLimitRule } from '@reeve/rate-limiter';
import type { Sealing } from '@reeve/sealing';
import type { FastifyReply } from 'fastify';
import { RateLimits } from '../http/index.js';

const WINDOW_SECONDS = 180;
const BUCKET_SECONDS = 60;

/** Bounds attempts to sign in, by address and by e-mail: from one place at many accounts, from many places at one. */
@Injectable()
export class SignInLimits {
  private readonly byAddress: RateLimitRule;
  private readonly byEmail: RateLimitRule;
  private readonly byAddressOfReturn: RateLimitRule;

  constructor(
    private readonly limits: RateLimits,
    @Inject(SEALING) private readonly sealing: Sealing,
    @Inject(SETTINGS) { signInRateLimit }: Pick<Settings, 'signInRateLimit'>,
  ) {
    const window = { limit: signInRateLimit, windowSeconds: WINDOW_SECONDS, bucketSeconds: BUCKET_SECONDS };
    this.byAddress = { name: 'sign-in-address', ...window };
    this.byEmail = { name: 'sign-in-email', ...window };
    this.byAddressOfReturn = { name: 'sign-in-return-address', ...window };
  }

  /** For who is not known by name yet. @throws ReeveError `RATE-LIMITED` 429 with `Retry-After`. */
  async enforceByAddress(reply: FastifyReply, address: string | null): Promise<void> {
    await this.limits.enforceRateLimit(reply, this.byAddress, address ?? '');
  }

  /** For who comes back from where signing in has led: an attempt that was counted already, but may be repeated at will. */
  async enforceOnReturn(reply: FastifyReply, address: string | null): Promise<void> {
    await this.limits.enforceRateLimit(reply, this.byAddressOfReturn, address ?? '');
  }

  /** @throws ReeveError `RATE-LIMITED` 429 with `Retry-After`. */
  async enforce(reply: FastifyReply, address: string | null, email: string): Promise<void> {
    await this.enforceByAddress(reply, address);
    // A fingerprint: counters may be kept where nobody's address should be.
    const key = this.sealing.fingerprint(USER_PURPOSES.email, email.toLowerCase());
    await this.limits.enforceRateLimit(reply, this.byEmail, key);
  }
}
