import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { permissionsRpc, usersRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { TokenSigner } from '../auth/index.js';
import { Call, NotStored, Public, sayVisibility, ValidBody } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { SessionAnswer, sessionAnswer } from './auths.answers.js';
import type { OwnSession } from './auths.answers.js';
import { LdapSignInBody } from './auths.bodies.js';
import { SignInLimits } from './sign-in-limits.js';

@ApiTags('auths')
@Controller('api/v1/auths')
export class LdapController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly tokens: TokenSigner,
    private readonly signInLimits: SignInLimits,
  ) {}

  @Post('ldap')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Sign in with LDAP',
    description:
      'Makes an account at the first sign-in, with the default role. Sets the cookie `token` as well. Attempts are counted by address and by name.',
    answer: SessionAnswer,
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
  ): Promise<OwnSession> {
    const attempt = await this.signInLimits.enforce(reply, call.ip, user);
    const session = await this.bus.request(usersRpc.signInWithLdap, { user, password }, call);
    await attempt.succeeded();
    sayVisibility(reply, session);
    const permissions = await this.bus.request(permissionsRpc.effective, { userId: session.user.id }, call);
    return sessionAnswer(this.tokens.issue(reply, session), session.expiresAt, session.user, permissions);
  }
}
