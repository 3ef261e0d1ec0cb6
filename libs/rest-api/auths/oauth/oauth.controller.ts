import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { configRpc, isStarted, ReeveError, usersRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TokenSigner } from '../../auth/index.js';
import { Call, NotStored, Public } from '../../http/index.js';
import { MAX_PATH_PARAMETER_CHARACTERS } from '../../http/refused-paths.js';
import { Documented } from '../../openapi/documented.decorator.js';
import type { Documentation } from '../../openapi/documented.decorator.js';
import { setChallengeCookie } from '../factor/challenge-cookie.js';
import { SignInLimits } from '../sign-in-limits.js';

const PENDING = 'An administrator has to let you in first.';
const FLOW_COOKIE = 'oauth_flow';
const PROVIDER = {
  name: 'provider',
  description: 'As `oauth.providers` of `GET /api/config` calls it.',
  schema: { type: 'string', minLength: 1, maxLength: MAX_PATH_PARAMETER_CHARACTERS },
  example: 'oidc',
} as const;

const CALLBACK: Documentation = {
  summary: 'Come back from an identity provider',
  description:
    'Sets the cookie `token`, which the page that this leads to may read; where a second factor is asked for, `mfa_challenge` instead, for `POST /api/v1/auths/mfa/challenge`. When the sign-in is refused, `error` in that page’s address says why.',
  answer: { redirectsTo: 'The page `/auth` at WEBUI_URL, else at this address.' },
  errors: { 404: 'USERS-OAUTH-PROVIDER-UNKNOWN', 429: 'RATE-LIMITED' },
};

/** Signing in with an identity provider: browsers are sent there, and come back with a code. */
@ApiTags('auths')
@Controller('oauth/:provider')
export class OAuthController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly tokens: TokenSigner,
    private readonly signInLimits: SignInLimits,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'cookieSecure'>,
  ) {}

  @Get('login')
  @Public()
  @NotStored()
  @ApiParam(PROVIDER)
  @Documented({
    summary: 'Sign in with an identity provider',
    description: 'Sets a cookie that is needed to come back with, within ten minutes.',
    answer: { redirectsTo: 'The provider.' },
    errors: {
      400: 'OUTBOUND-UNREACHABLE, OUTBOUND-OAUTH-DISCOVERY-FETCH, OUTBOUND-OAUTH-DISCOVERY-PARSE, OUTBOUND-OAUTH-INSECURE, OUTBOUND-ADDRESS-REFUSED and others, one for each reason why the provider cannot be asked',
      404: 'USERS-OAUTH-PROVIDER-UNKNOWN',
      429: 'RATE-LIMITED',
    },
  })
  async login(
    @Param('provider') provider: string,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signInLimits.enforceByAddress(reply, call.ip);
    const begun = await this.bus.request(
      usersRpc.beginOAuthSignIn,
      { provider, origin: originOf(request) },
      call,
    );
    this.setFlow(reply, begun.flow, begun.lifetimeSeconds);
    redirect(reply, begun.url);
  }

  /** The address that Open WebUI gives providers, and the one that it gave them before. */
  @Get('login/callback')
  @Public()
  @NotStored()
  @ApiParam(PROVIDER)
  @Documented(CALLBACK)
  async loginCallback(
    @Param('provider') provider: string,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.callback(provider, call, request, reply);
  }

  @Get('callback')
  @Public()
  @NotStored()
  @ApiParam(PROVIDER)
  @Documented(CALLBACK)
  async callback(
    @Param('provider') provider: string,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signInLimits.enforceOnReturn(reply, call.ip);
    const page = await this.page(request, call);
    const returned = { provider, query: queryOf(request), flow: flowOf(request) };
    this.setFlow(reply, '', 0);
    try {
      const outcome = await this.bus.request(usersRpc.finishOAuthSignIn, returned, call);
      if (isStarted(outcome)) {
        this.tokens.issue(reply, outcome, 'page');
      } else if (outcome.nextStep === 'pending') {
        redirect(reply, `${page}?error=${encodeURIComponent(PENDING)}`);
        return;
      } else {
        setChallengeCookie(reply, outcome.challengeToken, outcome.expiresIn, this.settings);
      }
      redirect(reply, page);
    } catch (error) {
      if (!(error instanceof ReeveError) || error.status >= 500 || error.status === 404) throw error;
      redirect(reply, `${page}?error=${encodeURIComponent(error.detail)}`);
    }
  }

  private async page(request: FastifyRequest, call: CallContext): Promise<string> {
    const { WEBUI_URL } = await this.bus.request(configRpc.readPublic, {}, call);
    const base = typeof WEBUI_URL === 'string' && WEBUI_URL !== '' ? WEBUI_URL : originOf(request);
    return `${base.replace(/\/+$/, '')}/auth`;
  }

  /** `Lax`, whatever other cookies have: it is to come along when the provider sends the browser back. */
  private setFlow(reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    const attributes = [
      `${FLOW_COOKIE}=${value}`,
      'HttpOnly',
      'Path=/oauth',
      'SameSite=lax',
      `Max-Age=${String(maxAgeSeconds)}`,
      ...(this.settings.cookieSecure ? ['Secure'] : []),
    ];
    reply.header('set-cookie', attributes.join('; '));
  }
}

const originOf = ({ protocol, host }: FastifyRequest): string => `${protocol}://${host}`;

function queryOf({ url }: FastifyRequest): string {
  const begin = url.indexOf('?');
  return begin === -1 ? '' : url.slice(begin + 1);
}

function flowOf({ headers: { cookie = '' } }: FastifyRequest): string | null {
  const pair = cookie
    .split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${FLOW_COOKIE}=`));
  const value = pair?.slice(FLOW_COOKIE.length + 1) ?? '';
  return value === '' ? null : value;
}

function redirect(reply: FastifyReply, url: string): void {
  reply.status(302).header('location', url);
}
