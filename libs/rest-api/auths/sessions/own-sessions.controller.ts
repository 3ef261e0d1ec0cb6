import { Controller, Delete, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { sessionsRpc } from '@reeve/contracts';
import type { CallContext, SessionPage } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Requires, sayVisibility, ValidBody, ValidQuery } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { PathId } from '../path-id.js';
import { TRUE_ANSWER } from '../true-answer.js';
import { EndOwnSessionsBody, SessionPageBody, SessionsQuery } from './session.bodies.js';

/** A person's own sessions. */
@ApiTags('auths')
@Controller('api/v1/auths/sessions')
export class OwnSessionsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @Requires('session')
  @NotStored()
  @Documented({ summary: 'Read one’s own sessions', answer: SessionPageBody })
  async list(
    @ValidQuery(SessionsQuery) { page, page_size }: SessionsQuery,
    @Call() call: CallContext,
  ): Promise<SessionPage> {
    return await this.bus.request(sessionsRpc.listOwn, { page, pageSize: page_size }, call);
  }

  @Post('revoke')
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'End one’s own sessions',
    description:
      'Every token that was given out until now is refused, those of an Open WebUI with the same signing secret included. API keys are not.',
    answer: TRUE_ANSWER,
  })
  async endAll(
    @ValidBody(EndOwnSessionsBody) { keep_current }: EndOwnSessionsBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    const ended = await this.bus.request(sessionsRpc.endAllOwn, { keepCurrent: keep_current }, call);
    sayVisibility(reply, ended);
    return true;
  }

  @Delete(':session_id')
  @Requires('session')
  @NotStored()
  @PathId('session_id', 'As the list of sessions has it: the `jti` of the token.')
  @Documented({
    summary: 'End one of one’s own sessions',
    answer: TRUE_ANSWER,
    errors: { 404: 'USERS-SESSION-NOT-FOUND' },
  })
  async end(
    @Param('session_id') sessionId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(sessionsRpc.endOwn, { sessionId }, call));
    return true;
  }
}
