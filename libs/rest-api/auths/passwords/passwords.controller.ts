import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { passwordsRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Requires, sayVisibility, ValidBody } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { SignInLimits } from '../sign-in-limits.js';
import { TRUE_ANSWER } from '../true-answer.js';
import { ChangePasswordBody } from './password.bodies.js';

@ApiTags('auths')
@Controller('api/v1/auths/update')
export class PasswordsController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly limits: SignInLimits,
  ) {}

  @Post('password')
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Change one’s own password',
    description:
      'Ends every other session of one’s own; the one that asks goes on, with the token it has. Attempts are counted by person.',
    answer: TRUE_ANSWER,
    errors: {
      400: 'USERS-PASSWORD-INCORRECT, USERS-PASSWORD-EMPTY, USERS-PASSWORD-TOO-LONG, USERS-PASSWORD-REFUSED',
      409: 'USERS-CREDENTIAL-CHANGED',
      429: 'RATE-LIMITED',
      503: 'USERS-PASSWORD-CHECKS-BUSY, UNAVAILABLE, OUTCOME-UNKNOWN, STORAGE-FULL',
    },
  })
  async change(
    @ValidBody(ChangePasswordBody) { password, new_password }: ChangePasswordBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    await this.limits.enforceForPerson(reply, call.principal.id ?? '');
    const change = { password, newPassword: new_password };
    sayVisibility(reply, await this.bus.request(passwordsRpc.changeOwn, change, call));
    return true;
  }
}
