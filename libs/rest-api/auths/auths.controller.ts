import { Controller, Get, Inject, Post, Res } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { DEFAULT_PROFILE_IMAGE_URL, permissionsRpc, usersRpc } from '@reeve/contracts';
import type { CallContext, PermissionTree, SessionUser } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { TokenSigner } from '../auth/index.js';
import { Call, NotStored, Public, Requires, sayVisibility, TrailingSlash, ValidBody } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import {
  AddedUserAnswer,
  addedUserAnswer,
  OwnSessionAnswer,
  sessionAnswer,
  SignOutAnswer,
} from './auths.answers.js';
import type { OwnSession } from './auths.answers.js';
import { AddUserBody, SignInBody, SignUpBody } from './auths.bodies.js';
import { FACTOR_MODELS, SIGN_IN_ANSWER } from './factor/factor.answers.js';
import type { NextStepAnswer, PendingAnswer } from './factor/factor.answers.js';
import { SignInAnswers } from './factor/sign-in-answers.js';
import { Presented } from './presented-token.js';
import type { PresentedToken } from './presented-token.js';
import { SignInLimits } from './sign-in-limits.js';

const ACCOUNT_REFUSED =
  'USERS-EMAIL-INVALID, USERS-EMAIL-TAKEN, USERS-PASSWORD-EMPTY, USERS-PASSWORD-TOO-LONG, USERS-PASSWORD-REFUSED';
const BUSY = 'USERS-PASSWORD-CHECKS-BUSY, UNAVAILABLE, OUTCOME-UNKNOWN, STORAGE-FULL';

@ApiTags('auths')
@ApiExtraModels(...FACTOR_MODELS)
@Controller('api/v1/auths')
export class AuthsController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly tokens: TokenSigner,
    private readonly signInLimits: SignInLimits,
    private readonly answers: SignInAnswers,
  ) {}

  @Get()
  @TrailingSlash()
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Read who is signed in',
    description:
      'Sets the cookie `token` again, for pages that have the token from elsewhere. A token that was signed under a previous key is answered signed under the new one. An API key is answered as it is.',
    answer: OwnSessionAnswer,
  })
  async session(
    @Presented() { token, expiresAt }: PresentedToken,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnSessionAnswer> {
    const user = await this.bus.request(usersRpc.currentUser, {}, call);
    // An API key is no session, and belongs into no cookie.
    const isSession = call.principal.authMethod === 'session';
    const shown = isSession ? this.tokens.renew(reply, token, expiresAt) : token;
    return { ...user, ...sessionAnswer(shown, expiresAt, user, await this.permissionsOf(user, call)) };
  }

  @Post('signup')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Sign up, and sign in',
    description:
      'Whoever is first becomes the primary administrator, which closes sign-up unless it was opened. Sets the cookie `token` as well. Where a second factor is asked for, answers the next step.',
    answer: SIGN_IN_ANSWER,
    errors: { 400: ACCOUNT_REFUSED, 403: 'USERS-SIGN-UP-CLOSED', 503: BUSY },
  })
  async signUp(
    @ValidBody(SignUpBody) body: SignUpBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnSession | NextStepAnswer | PendingAnswer> {
    const outcome = await this.bus.request(usersRpc.signUp, accountOf(body), call);
    return await this.answers.of(outcome, call, reply);
  }

  @Post('signin')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Sign in',
    description:
      'Sets the cookie `token` as well. Where a second factor is asked for, answers the next step instead. Attempts are counted by e-mail and address together, by address, and by e-mail; the last two do not hold for who has signed in from there before. Refused ones do not count.',
    answer: SIGN_IN_ANSWER,
    errors: {
      400: 'USERS-CREDENTIALS-INVALID',
      403: 'USERS-ACCOUNT-DISABLED',
      429: 'RATE-LIMITED',
      503: BUSY,
    },
  })
  async signIn(
    @ValidBody(SignInBody) { email, password }: SignInBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnSession | NextStepAnswer | PendingAnswer> {
    const attempt = await this.signInLimits.enforce(reply, call.ip, email);
    const outcome = await this.bus.request(usersRpc.signIn, { email, password }, call);
    await attempt.succeeded();
    return await this.answers.of(outcome, call, reply);
  }

  /** As Open WebUI's older generation does it. */
  @Get('signout')
  @Public({ session: 'used' })
  @NotStored()
  @Documented({ summary: 'Sign out, by a link', answer: SignOutAnswer })
  async signOutByLink(
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly status: true }> {
    return await this.signOut(call, reply);
  }

  @Post('signout')
  @Public({ session: 'used' })
  @NotStored()
  @Documented({
    summary: 'Sign out',
    description:
      'Ends the session: its token is refused from now on. Without one, only the cookie is cleared.',
    answer: SignOutAnswer,
  })
  async signOut(
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly status: true }> {
    sayVisibility(reply, await this.bus.request(usersRpc.signOut, {}, call));
    this.tokens.clear(reply);
    return { status: true };
  }

  @Post('add')
  @Requires('users.write')
  @NotStored()
  @Documented({
    summary: 'Add an account',
    description:
      'Answers with a token for the new account, unless a second factor is asked for; the caller stays signed in as themselves.',
    answer: AddedUserAnswer,
    errors: { 400: ACCOUNT_REFUSED, 503: BUSY },
  })
  async add(
    @ValidBody(AddUserBody) body: AddUserBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AddedUserAnswer> {
    const account = { ...accountOf(body), role: body.role ?? 'pending' };
    const added = await this.bus.request(usersRpc.addUser, account, call);
    sayVisibility(reply, added);
    return addedUserAnswer(added.user, 'sessionId' in added ? this.tokens.sign(added) : null);
  }

  private async permissionsOf({ id: userId }: SessionUser, call: CallContext): Promise<PermissionTree> {
    return await this.bus.request(permissionsRpc.effective, { userId }, call);
  }
}

function accountOf({ name, email, password, profile_image_url }: SignUpBody) {
  return { name, email, password, profileImageUrl: profile_image_url ?? DEFAULT_PROFILE_IMAGE_URL };
}
