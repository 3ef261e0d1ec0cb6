import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { factorRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Requires, sayVisibility, ValidBody } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { ResetTicketAnswer } from './factor.answers.js';
import { ResetFactorBody } from './factor.bodies.js';

/** Other people's second factors, for administrators and for the operator: what `reeve admin reset-factor` asks for. */
@ApiTags('auths')
@Controller('api/v1/auths/mfa')
export class FactorResetController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Post('reset')
  @Requires('users.write', { orOperator: true })
  @NotStored()
  @Documented({
    summary: 'Let a person enrol another second factor',
    description:
      'Answers a ticket that is good for half an hour, and ends the person’s sessions. Until it is used, or over, their next sign-in asks for it. With a session, and not for oneself. For the primary administrator only the operator does it, with the command `reeve admin reset-factor` and the installation’s master key.',
    answer: ResetTicketAnswer,
    errors: {
      403: 'USERS-FACTOR-NEEDS-SESSION, USERS-FACTOR-OWN-RESET, USERS-CREDENTIALS-PROTECTED',
      404: 'USERS-NOT-FOUND',
      409: 'USERS-FACTOR-NOT-ENROLLED, USERS-FACTOR-TICKET-NOT-SHOWN-AGAIN',
    },
  })
  async reset(
    @ValidBody(ResetFactorBody) { user, reason }: ResetFactorBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResetTicketAnswer> {
    const reset = await this.bus.request(factorRpc.reset, { user, reason }, call);
    sayVisibility(reply, reset);
    return { reset_token: reset.ticket, expires_at: reset.expiresAt };
  }
}
