import type { Settings } from '@reeve/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'mfa_challenge';
const PATH = '/api/v1/auths/mfa';

/** The token of a challenge, for the page that somebody is sent back to by their identity provider. */
export function setChallengeCookie(
  reply: FastifyReply,
  value: string,
  maxAgeSeconds: number,
  { cookieSecure }: Pick<Settings, 'cookieSecure'>,
): void {
  const attributes = [
    `${NAME}=${value}`,
    'HttpOnly',
    `Path=${PATH}`,
    'SameSite=strict',
    `Max-Age=${String(maxAgeSeconds)}`,
    ...(cookieSecure ? ['Secure'] : []),
  ];
  reply.header('set-cookie', attributes.join('; '));
}

/** Null when there is none. */
export function challengeCookieOf({ headers: { cookie = '' } }: FastifyRequest): string | null {
  const pair = cookie
    .split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${NAME}=`));
  const value = pair?.slice(NAME.length + 1) ?? '';
  return value === '' ? null : value;
}
