import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Strategy } from 'passport-jwt';
import type { VerifiedCallback } from 'passport-jwt';
import { authErrors } from './auth.errors.js';
import { credentialOf } from './credential.js';
import { TOKEN_SECRET } from './token-secret.js';

/** What a token says, once its signature is known to be good. */
export interface SessionClaims {
  readonly userId: string;
  /** The token's `jti`; null for a token that has none. */
  readonly sessionId: string | null;
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null;
}

/** Tokens whose verification is remembered. Only tokens signed by us get in, so this is also about 5 MB at most. */
const MAX_REMEMBERED = 10_000;

/**
 * Verifies session tokens with passport-jwt, and remembers the good ones until they expire: an HMAC and the parsing of a
 * token cost as much as the rest of a read.
 */
@Injectable()
export class VerifiedTokens {
  private readonly remembered = new LRUCache<string, SessionClaims>({ max: MAX_REMEMBERED });
  private readonly strategy: Strategy;

  constructor(@Inject(TOKEN_SECRET) secret: string) {
    this.strategy = new Strategy(
      {
        secretOrKey: secret,
        algorithms: ['HS256'],
        jwtFromRequest: (request: Pick<FastifyRequest, 'headers'>) => credentialOf(request.headers),
      },
      (payload: unknown, done: VerifiedCallback) => done(null, toClaims(payload) ?? false),
    );
  }

  /**
   * @param token the credential of the request.
   * @throws ReeveError `AUTH-TOKEN-UNDECODABLE` 401 for a token that is not ours, or has expired.
   */
  async verify(token: string, request: FastifyRequest): Promise<SessionClaims> {
    const known = this.remembered.get(token);
    if (known !== undefined && (known.expiresAt === null || known.expiresAt > Date.now())) return known;
    this.remembered.delete(token);
    const claims = await this.authenticate(request);
    this.remembered.set(token, claims);
    return claims;
  }

  /**
   * One run of the strategy, by passport's own protocol: an object that inherits from the strategy and hears the outcome.
   * The strategies of `passport` and `@nestjs/passport` live in one registry per process, where the secrets of two apps
   * would overwrite each other.
   */
  private authenticate(request: FastifyRequest): Promise<SessionClaims> {
    return new Promise((resolve, reject) => {
      const attempt = Object.create(this.strategy) as Strategy;
      attempt.success = (claims: unknown) => resolve(claims as SessionClaims);
      attempt.fail = () => reject(authErrors.tokenUndecodable());
      attempt.error = reject;
      // passport-jwt reads nothing of the request but what `jwtFromRequest` does.
      attempt.authenticate(request as unknown as Parameters<Strategy['authenticate']>[0]);
    });
  }
}

/** Undefined when the payload is no session's: Open WebUI's other tokens carry a `typ` of their own. */
function toClaims(payload: unknown): SessionClaims | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { id, jti, exp, typ } = payload as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || id === '' || (typ !== undefined && typ !== 'session')) return undefined;
  return {
    userId: id,
    sessionId: typeof jti === 'string' ? jti : null,
    expiresAt: typeof exp === 'number' ? exp * 1000 : null,
  };
}
