import { Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { oauthRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Public, TextField, ValidBody } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import type { OwnSession } from '../auths.answers.js';
import { FACTOR_MODELS, SIGN_IN_ANSWER } from '../factor/factor.answers.js';
import type { NextStepAnswer, PendingAnswer } from '../factor/factor.answers.js';
import { SignInAnswers } from '../factor/sign-in-answers.js';
import { PathId } from '../path-id.js';
import { SignInLimits } from '../sign-in-limits.js';

class TokenExchangeBody {
  /** RFC 6750 2.1. */
  @TextField({
    minLength: 1,
    maxLength: 16_384,
    pattern: /^[A-Za-z0-9._~+/-]+=*$/,
    description: 'An access token of the provider.',
    example: 'eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl',
  })
  readonly token!: string;
}

/** Signing in with what an application of the same identity provider has already. */
@ApiTags('auths')
@ApiExtraModels(...FACTOR_MODELS)
@Controller('api/v1/auths/oauth/:provider/token')
export class TokenExchangeController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly answers: SignInAnswers,
    private readonly signInLimits: SignInLimits,
  ) {}

  @Post('exchange')
  @Public()
  @NotStored()
  @PathId('provider', 'As `oauth.providers` of `GET /api/config` calls it.')
  @Documented({
    summary: 'Sign in with an access token of an identity provider',
    description:
      'Off unless the operator sets ENABLE_OAUTH_TOKEN_EXCHANGE. The provider is asked whom the token stands for, and which client it was issued to: only tokens of Reeve’s own client and of OAUTH_TOKEN_EXCHANGE_TRUSTED_CLIENT_IDS are taken. Otherwise as a sign-in with the provider: makes an account where administrators want that, sets the cookie `token`, and where a second factor is asked for, answers the next step. Attempts are counted by address.',
    answer: SIGN_IN_ANSWER,
    errors: {
      400: 'OUTBOUND-OIDC-REFUSED, OUTBOUND-OIDC-INVALID, USERS-OAUTH-EMAIL-MISSING, USERS-EMAIL-TAKEN, USERS-EMAIL-INVALID; OUTBOUND-UNREACHABLE, OUTBOUND-OAUTH-DISCOVERY-FETCH, OUTBOUND-OAUTH-INSECURE, OUTBOUND-ADDRESS-REFUSED and others, one for each reason why the provider cannot be asked',
      403: 'USERS-OAUTH-TOKEN-EXCHANGE-OFF, USERS-OAUTH-TOKEN-CLIENT-REFUSED, USERS-OAUTH-TOKEN-CLIENT-UNKNOWN, USERS-OAUTH-SIGN-UP-CLOSED, USERS-OAUTH-EMAIL-UNVERIFIED, USERS-OAUTH-DOMAIN-REFUSED, USERS-OAUTH-ROLE-MISSING, USERS-ACCOUNT-DISABLED',
      404: 'USERS-OAUTH-PROVIDER-UNKNOWN',
      429: 'RATE-LIMITED',
      503: 'USERS-PASSWORD-CHECKS-BUSY, UNAVAILABLE, OUTCOME-UNKNOWN, STORAGE-FULL',
    },
  })
  async exchange(
    @Param('provider') provider: string,
    @ValidBody(TokenExchangeBody) { token }: TokenExchangeBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnSession | NextStepAnswer | PendingAnswer> {
    await this.signInLimits.enforceOnExchange(reply, call.ip);
    const outcome = await this.bus.request(oauthRpc.exchangeToken, { provider, token }, call);
    return await this.answers.of(outcome, call, reply);
  }
}
