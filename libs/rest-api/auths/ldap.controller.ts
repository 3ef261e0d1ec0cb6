import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { usersRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Public, ValidBody } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import type { OwnSession } from './auths.answers.js';
import { LdapSignInBody } from './auths.bodies.js';
import { FACTOR_MODELS, SIGN_IN_ANSWER } from './factor/factor.answers.js';
import type { NextStepAnswer, PendingAnswer } from './factor/factor.answers.js';
import { SignInAnswers } from './factor/sign-in-answers.js';
import { SignInLimits } from './sign-in-limits.js';

@ApiTags('auths')
@ApiExtraModels(...FACTOR_MODELS)
@Controller('api/v1/auths')
export class LdapController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly answers: SignInAnswers,
    private readonly signInLimits: SignInLimits,
  ) {}

  @Post('ldap')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Sign in with LDAP',
    description:
      'Makes an account at the first sign-in, with the default role. Sets the cookie `token` as well. Where a second factor is asked for, answers the next step instead. Attempts are counted by address and by name.',
    answer: SIGN_IN_ANSWER,
    errors: {
      400: 'USERS-CREDENTIALS-INVALID, USERS-LDAP-OFF, USERS-LDAP-UNREACHABLE, USERS-LDAP-MISCONFIGURED, USERS-LDAP-EMAIL-MISSING, USERS-EMAIL-INVALID, USERS-EMAIL-TAKEN',
      429: 'RATE-LIMITED',
      503: 'USERS-PASSWORD-CHECKS-BUSY, UNAVAILABLE, OUTCOME-UNKNOWN, STORAGE-FULL',
    },
  })
  async signIn(
    @ValidBody(LdapSignInBody) { user, password }: LdapSignInBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnSession | NextStepAnswer | PendingAnswer> {
    const attempt = await this.signInLimits.enforce(reply, call.ip, user);
    const outcome = await this.bus.request(usersRpc.signInWithLdap, { user, password }, call);
    await attempt.succeeded();
    return await this.answers.of(outcome, call, reply);
  }
}
