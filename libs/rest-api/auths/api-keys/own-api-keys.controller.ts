import { Controller, Delete, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { apiKeysRpc } from '@reeve/contracts';
import type { ApiKeySummary, CallContext, CreatedApiKey } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Requires, sayVisibility, ValidBody } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { PathId } from '../path-id.js';
import { TRUE_ANSWER } from '../true-answer.js';
import { ApiKeyBody, CreateApiKeyBody, CreatedApiKeyBody } from './api-key.bodies.js';

/** A person's own API keys, with names. */
@ApiTags('auths')
@Controller('api/v1/auths/api_keys')
export class OwnApiKeysController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Read one’s own API keys',
    description: 'Newest first, the one without a name included. Not the keys themselves.',
    answer: [ApiKeyBody],
  })
  async list(@Call() call: CallContext): Promise<readonly ApiKeySummary[]> {
    return await this.bus.request(apiKeysRpc.listOwn, {}, call);
  }

  @Post()
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Make an API key with a name',
    description: 'The key is shown now and never again.',
    answer: CreatedApiKeyBody,
    errors: {
      403: 'USERS-API-KEY-CREATION-NOT-ALLOWED, USERS-API-KEY-NEEDS-SESSION',
      409: 'USERS-API-KEYS-TOO-MANY, USERS-API-KEY-NOT-SHOWN-AGAIN',
    },
  })
  async create(
    @ValidBody(CreateApiKeyBody) { name, expires_at, allowed_paths }: CreateApiKeyBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedApiKey> {
    const asked = { name, expiresAt: expires_at, allowedPaths: allowed_paths };
    const { visible, ...created } = await this.bus.request(apiKeysRpc.create, asked, call);
    sayVisibility(reply, { visible });
    return created;
  }

  @Delete(':key_id')
  @Requires('session')
  @NotStored()
  @PathId('key_id', 'As the list of keys has it.')
  @Documented({
    summary: 'Delete one of one’s own API keys',
    answer: TRUE_ANSWER,
    errors: { 403: 'USERS-API-KEY-NEEDS-SESSION', 404: 'USERS-API-KEY-NOT-FOUND' },
  })
  async delete(
    @Param('key_id') keyId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(apiKeysRpc.deleteOwn, { keyId }, call));
    return true;
  }
}
