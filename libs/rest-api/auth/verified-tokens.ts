import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';
import type { VerifiedCallback } from 'passport-jwt';
import { authErrors } from './auth.errors.js';
import { boundedCache } from './bounded-cache.js';
import { credentialOf } from './credential.js';
import type { ClaimedSession } from './principal-cache.js';
import { TOKEN_SECRETS } from './token-secrets.js';
import type { TokenSecrets } from './token-secrets.js';

/** What a token says, once its signature is known to be good. */
export interface SessionClaims extends ClaimedSession {
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null;
}

/** Tokens whose verification is remembered. Only tokens signed under our keys get in, so this is also about 5 MB at most. */
const MAX_REMEMBERED = 10_000;

/**
 * Verifies session tokens with passport-jwt, and remembers the good ones until they expire: an HMAC and the parsing of a
 * token cost as much as the rest of a read.
 */
@Injectable()
export class VerifiedTokens {
  private readonly remembered = boundedCache<SessionClaims>(MAX_REMEMBERED);
  /** One for each key, the one that signs first. */
  private readonly strategies: readonly Strategy[];

  constructor(@Inject(TOKEN_SECRETS) { current, previous }: TokenSecrets) {
    this.strategies = [current, ...previous].map(strategyFor);
  }

  /** What the token says, if it was verified before and holds at this moment: saves the usual request a promise. */
  known(token: string): SessionClaims | undefined {
    const known = this.remembered.get(token);
    if (known === undefined || known.expiresAt === null || known.expiresAt > Date.now()) return known;
    this.remembered.delete(token);
    return undefined;
  }

  /**
   * @param token the credential of the request.
   * @throws ReeveError `AUTH-TOKEN-UNDECODABLE` 401 for a token that is not ours, or has expired.
   */
  async verify(token: string, request: FastifyRequest): Promise<SessionClaims> {
    const known = this.known(token);
    if (known !== undefined) return known;
    const claims = await this.authenticate(request);
    this.remembered.set(token, claims);
    return claims;
  }

  private async authenticate(request: FastifyRequest): Promise<SessionClaims> {
    for (const strategy of this.strategies) {
      const claims = await attempt(strategy, request);
      if (claims !== undefined) return claims;
    }
    throw authErrors.tokenUndecodable();
  }
}

const strategyFor = (key: KeyObject): Strategy =>
  new Strategy(
    {
      // It goes to jsonwebtoken as it is, which takes one; passport-jwt's types are older than that.
      secretOrKey: key as unknown as Buffer,
      algorithms: ['HS256'],
      jwtFromRequest: (request: Pick<FastifyRequest, 'headers'>) => credentialOf(request.headers),
    },
    (payload: unknown, done: VerifiedCallback) => done(null, toClaims(payload) ?? false),
  );

/**
 * One run of the strategy, by passport's own protocol: an object that inherits from the strategy and hears the outcome. The
 * strategies of `passport` and `@nestjs/passport` live in one registry per process, where the secrets of two apps would
 * overwrite each other. Undefined: it is not satisfied.
 */
function attempt(strategy: Strategy, request: FastifyRequest): Promise<SessionClaims | undefined> {
  return new Promise((resolve, reject) => {
    const run = Object.create(strategy) as Strategy;
    run.success = (claims: unknown) => resolve(claims as SessionClaims);
    run.fail = () => resolve(undefined);
    run.error = reject;
    // passport-jwt reads nothing of the request but what `jwtFromRequest` does.
    run.authenticate(request as unknown as Parameters<Strategy['authenticate']>[0]);
  });
}

/** Undefined when the payload is no session's: Open WebUI's other tokens carry a `typ` of their own. */
function toClaims(payload: unknown): SessionClaims | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { id, jti, exp, typ, session_stamp } = payload as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || id === '' || (typ !== undefined && typ !== 'session')) return undefined;
  return {
    userId: id,
    sessionId: typeof jti === 'string' ? jti : null,
    sessionStamp: typeof session_stamp === 'string' ? session_stamp : null,
    expiresAt: typeof exp === 'number' ? exp * 1000 : null,
  };
}
