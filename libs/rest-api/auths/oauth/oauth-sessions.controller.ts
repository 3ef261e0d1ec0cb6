import { Controller, Delete, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { oauthRpc } from '@reeve/contracts';
import type { CallContext, OAuthSession } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Requires, sayVisibility } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { PathId } from '../path-id.js';
import { TRUE_ANSWER } from '../true-answer.js';
import { OAuthSessionAnswer } from './oauth-session.answers.js';

/** What people have from identity providers: sessions that they have started with them. */
@ApiTags('auths')
@Controller('api/v1')
export class OAuthSessionsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('users/:user_id/oauth/sessions')
  @Requires('users.write')
  @NotStored()
  @PathId('user_id', 'Whose.')
  @Documented({
    summary: 'Read a person’s sessions that were started with an identity provider',
    description:
      'Those that go on, those that last longest first; a thousand at most. Tokens of the provider are not among them: none is kept.',
    answer: [OAuthSessionAnswer],
    errors: { 400: 'USERS-OAUTH-SESSIONS-NONE', 404: 'USERS-NOT-FOUND' },
  })
  async list(@Param('user_id') userId: string, @Call() call: CallContext): Promise<readonly OAuthSession[]> {
    return await this.bus.request(oauthRpc.sessions, { userId }, call);
  }

  @Delete('auths/oauth/sessions/:provider')
  @Requires('verified')
  @NotStored()
  @PathId('provider', 'As `oauth.providers` of `GET /api/config` calls it.')
  @Documented({
    summary: 'End one’s own sessions that were started with an identity provider',
    description:
      'The one that asks among them, if it was. The account stays linked: whoever signs in with the provider again has the same one.',
    answer: TRUE_ANSWER,
    errors: { 404: 'USERS-OAUTH-SESSION-NOT-FOUND' },
  })
  async endOwn(
    @Param('provider') provider: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(oauthRpc.endOwnSessions, { provider }, call));
    return true;
  }
}
