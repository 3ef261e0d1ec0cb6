import { Inject, Injectable } from '@nestjs/common';
import type { StartedSession } from '@reeve/contracts';
import { SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import type { FastifyReply } from 'fastify';
import jwt from 'jsonwebtoken';
import { TOKEN_SECRET } from './token-secret.js';

type CookieReader = 'requests' | 'page';

/** Makes the tokens that stand for sessions, and the cookie that carries them in browsers. */
@Injectable()
export class TokenSigner {
  constructor(
    @Inject(TOKEN_SECRET) private readonly secret: string,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'cookieSameSite' | 'cookieSecure'>,
  ) {}

  /** A session's token: HS256, with the claims of Open WebUI's newest generation (reference 11.2). */
  sign({ user, sessionId, issuedAt, expiresAt }: StartedSession): string {
    return jwt.sign(
      {
        id: user.id,
        jti: sessionId,
        iat: issuedAt,
        ...(expiresAt === null ? {} : { exp: expiresAt }),
        typ: 'session',
        auth_method: 'password',
        auth_time: issuedAt,
      },
      this.secret,
      { algorithm: 'HS256' },
    );
  }

  /**
   * Signs the session's token, sets the cookie `token` to it, and returns it.
   *
   * @param readBy who is to read the cookie: requests alone, or also the page that somebody is sent back to.
   */
  issue(reply: FastifyReply, session: StartedSession, readBy: CookieReader = 'requests'): string {
    const token = this.sign(session);
    const { expiresAt } = session;
    const maxAge = expiresAt === null ? null : expiresAt - Math.floor(Date.now() / 1000);
    this.setCookie(reply, token, maxAge, readBy);
    return token;
  }

  /** Takes the cookie back. */
  clear(reply: FastifyReply): void {
    this.setCookie(reply, '', 0);
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
