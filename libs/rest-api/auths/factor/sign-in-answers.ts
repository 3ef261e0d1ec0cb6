import { Inject, Injectable } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { isStarted, permissionsRpc } from '@reeve/contracts';
import type { CallContext, SignInOutcome, StartedSession } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { TokenSigner } from '../../auth/index.js';
import { sayVisibility } from '../../http/index.js';
import { sessionAnswer } from '../auths.answers.js';
import type { OwnSession } from '../auths.answers.js';
import { stepAnswer } from './factor.answers.js';
import type { NextStepAnswer, PendingAnswer } from './factor.answers.js';

/** What whoever signs in is answered, however they do. */
@Injectable()
export class SignInAnswers {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly tokens: TokenSigner,
  ) {}

  /** Sets the cookie `token` as well, if they have a session now. */
  async of(
    outcome: SignInOutcome,
    call: CallContext,
    reply: FastifyReply,
  ): Promise<OwnSession | NextStepAnswer | PendingAnswer> {
    sayVisibility(reply, outcome);
    return isStarted(outcome) ? await this.session(outcome, call, reply) : stepAnswer(outcome);
  }

  /** Sets the cookie `token` as well. */
  async session(session: StartedSession, call: CallContext, reply: FastifyReply): Promise<OwnSession> {
    const { user, expiresAt } = session;
    const permissions = await this.bus.request(permissionsRpc.effective, { userId: user.id }, call);
    return sessionAnswer(this.tokens.issue(reply, session), expiresAt, user, permissions);
  }
}
