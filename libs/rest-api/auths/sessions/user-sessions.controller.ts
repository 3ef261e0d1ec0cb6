import { Controller, Delete, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { sessionsRpc } from '@reeve/contracts';
import type { CallContext, SessionPage } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Requires, sayVisibility, ValidQuery } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { PathId } from '../path-id.js';
import { TRUE_ANSWER } from '../true-answer.js';
import { SessionPageBody, SessionsQuery } from './session.bodies.js';

/** Other people's sessions, for administrators. */
@ApiTags('auths')
@Controller('api/v1/users/:user_id/sessions')
export class UserSessionsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @Requires('users.write')
  @NotStored()
  @PathId('user_id', 'Whose.')
  @Documented({
    summary: 'Read a person’s sessions',
    answer: SessionPageBody,
    errors: { 404: 'USERS-NOT-FOUND' },
  })
  async list(
    @Param('user_id') userId: string,
    @ValidQuery(SessionsQuery) { page, page_size }: SessionsQuery,
    @Call() call: CallContext,
  ): Promise<SessionPage> {
    return await this.bus.request(sessionsRpc.list, { userId, page, pageSize: page_size }, call);
  }

  /** Reference 11.2. */
  @Post('revoke')
  @Requires('users.write')
  @NotStored()
  @PathId('user_id', 'Whose.')
  @Documented({
    summary: 'End a person’s sessions',
    description: 'Every token that the person was given until now is refused. API keys are not.',
    answer: TRUE_ANSWER,
    errors: { 403: 'USERS-CREDENTIALS-PROTECTED', 404: 'USERS-NOT-FOUND' },
  })
  async endAll(
    @Param('user_id') userId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(sessionsRpc.endAll, { userId }, call));
    return true;
  }

  @Delete(':session_id')
  @Requires('users.write')
  @NotStored()
  @PathId('user_id', 'Whose.')
  @PathId('session_id', 'As the list of sessions has it: the `jti` of the token.')
  @Documented({
    summary: 'End one of a person’s sessions',
    answer: TRUE_ANSWER,
    errors: { 403: 'USERS-CREDENTIALS-PROTECTED', 404: 'USERS-NOT-FOUND, USERS-SESSION-NOT-FOUND' },
  })
  async end(
    @Param('user_id') userId: string,
    @Param('session_id') sessionId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(sessionsRpc.end, { userId, sessionId }, call));
    return true;
  }
}
