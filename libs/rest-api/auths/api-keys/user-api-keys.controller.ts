import { Controller, Delete, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { apiKeysRpc } from '@reeve/contracts';
import type { ApiKeySummary, CallContext } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Requires, sayVisibility } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { PathId } from '../path-id.js';
import { TRUE_ANSWER } from '../true-answer.js';
import { ApiKeyBody } from './api-key.bodies.js';

/** Other people's API keys, for administrators. */
@ApiTags('auths')
@Controller('api/v1/users/:user_id/api_keys')
export class UserApiKeysController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @Requires('users.write')
  @NotStored()
  @PathId('user_id', 'Whose.')
  @Documented({
    summary: 'Read a person’s API keys',
    description: 'Newest first. Not the keys themselves.',
    answer: [ApiKeyBody],
    errors: { 404: 'USERS-NOT-FOUND' },
  })
  async list(@Param('user_id') userId: string, @Call() call: CallContext): Promise<readonly ApiKeySummary[]> {
    return await this.bus.request(apiKeysRpc.list, { userId }, call);
  }

  @Delete(':key_id')
  @Requires('users.write')
  @NotStored()
  @PathId('user_id', 'Whose.')
  @PathId('key_id', 'As the list of keys has it.')
  @Documented({
    summary: 'Delete one of a person’s API keys',
    answer: TRUE_ANSWER,
    errors: { 403: 'USERS-CREDENTIALS-PROTECTED', 404: 'USERS-NOT-FOUND, USERS-API-KEY-NOT-FOUND' },
  })
  async delete(
    @Param('user_id') userId: string,
    @Param('key_id') keyId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(apiKeysRpc.delete, { userId, keyId }, call));
    return true;
  }
}
