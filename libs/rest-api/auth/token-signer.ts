import { Inject, Injectable } from '@nestjs/common';
import type { StartedSession } from '@reeve/contracts';
import { SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import type { FastifyReply } from 'fastify';
import jwt from 'jsonwebtoken';
import { TOKEN_SECRETS } from './token-secrets.js';
import type { TokenSecrets } from './token-secrets.js';

const ALGORITHM = { algorithm: 'HS256' } as const;

type CookieReader = 'requests' | 'page';

/** Makes the tokens that stand for sessions, and the cookie that carries them in browsers. */
@Injectable()
export class TokenSigner {
  constructor(
    @Inject(TOKEN_SECRETS) private readonly secrets: TokenSecrets,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'cookieSameSite' | 'cookieSecure'>,
  ) {}

  /** A session's token: HS256, with the claims of Open WebUI's newest generation (reference 11.2). */
  sign({ user, sessionId, issuedAt, expiresAt, method, sessionStamp, factorProven }: StartedSession): string {
    return jwt.sign(
      {
        id: user.id,
        jti: sessionId,
        iat: issuedAt,
        ...(expiresAt === null ? {} : { exp: expiresAt }),
        typ: 'session',
        auth_method: method,
        auth_time: issuedAt,
        session_stamp: sessionStamp,
        mfa_verified: factorProven,
      },
      this.secrets.current,
      ALGORITHM,
    );
  }

  /**
   * Sets the cookie `token` to a token that was verified, and returns it: the same, or another one with the same claims when
   * it was signed under a previous key.
   *
   * @param expiresAt epoch seconds; null: never.
   */
  renew(reply: FastifyReply, presented: string, expiresAt: number | null): string {
    const token = this.underCurrentKey(presented);
    this.setCookie(reply, token, secondsUntil(expiresAt));
    return token;
  }

  /**
   * Signs the session's token, sets the cookie `token` to it, and returns it.
   *
   * @param readBy who is to read the cookie: requests alone, or also the page that somebody is sent back to.
   */
  issue(reply: FastifyReply, session: StartedSession, readBy: CookieReader = 'requests'): string {
    const token = this.sign(session);
    this.setCookie(reply, token, secondsUntil(session.expiresAt), readBy);
    return token;
  }

  /** Takes the cookie back. */
  clear(reply: FastifyReply): void {
    this.setCookie(reply, '', 0);
  }

  private underCurrentKey(token: string): string {
    const { current } = this.secrets;
    try {
      jwt.verify(token, current, { algorithms: ['HS256'] });
      return token;
    } catch {
      return jwt.sign(jwt.decode(token, { json: true }) ?? {}, current, ALGORITHM);
    }
  }

  /** @param maxAge seconds; null: until the browser is closed. */
  private setCookie(
    reply: FastifyReply,
    value: string,
    maxAge: number | null,
    readBy: CookieReader = 'requests',
  ): void {
    const { cookieSameSite, cookieSecure } = this.settings;
    const attributes = [
      `token=${value}`,
      ...(readBy === 'requests' ? ['HttpOnly'] : []),
      'Path=/',
      `SameSite=${cookieSameSite}`,
      ...(maxAge === null ? [] : [`Max-Age=${Math.max(0, maxAge)}`]),
      ...(cookieSecure ? ['Secure'] : []),
    ];
    reply.header('set-cookie', attributes.join('; '));
  }
}

const secondsUntil = (expiresAt: number | null): number | null =>
  expiresAt === null ? null : expiresAt - Math.floor(Date.now() / 1000);
