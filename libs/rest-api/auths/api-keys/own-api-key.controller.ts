import { Controller, Delete, Get, Inject, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { apiKeyErrors, apiKeysRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Requires, sayVisibility } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { TRUE_ANSWER } from '../true-answer.js';
import { OwnApiKeyBody } from './api-key.bodies.js';

/**
 * The one API key of Open WebUI's own pages (reference 6). Theirs is stored in clear and can be read for ever; here it is
 * shown when it is made. A page that reads it later shows what there is: a text of the same length, whose last characters
 * tell which key it is, and which is good for nothing.
 */
@ApiTags('auths')
@Controller('api/v1/auths/api_key')
export class OwnApiKeyController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Post()
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Make one’s own API key',
    description: 'Takes the place of the one before. The key is shown now and never again.',
    answer: OwnApiKeyBody,
    errors: {
      403: 'USERS-API-KEY-CREATION-NOT-ALLOWED, USERS-API-KEY-NEEDS-SESSION',
      409: 'USERS-API-KEYS-TOO-MANY, USERS-API-KEY-NOT-SHOWN-AGAIN',
    },
  })
  async create(
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnApiKeyBody> {
    const unnamed = { name: null, expiresAt: null, allowedPaths: null };
    const created = await this.bus.request(apiKeysRpc.create, unnamed, call);
    sayVisibility(reply, created);
    return { api_key: created.api_key };
  }

  @Get()
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Read which API key one has',
    description: 'Not the key itself: that is shown when it is made.',
    answer: OwnApiKeyBody,
    errors: { 404: 'USERS-API-KEY-NOT-FOUND' },
  })
  async read(@Call() call: CallContext): Promise<OwnApiKeyBody> {
    const keys = await this.bus.request(apiKeysRpc.listOwn, {}, call);
    const unnamed = keys.find(({ name }) => name === null);
    if (unnamed === undefined) throw apiKeyErrors.notFound();
    return { api_key: unnamed.masked };
  }

  @Delete()
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Delete one’s own API key',
    description: 'Also when there is none.',
    answer: TRUE_ANSWER,
    errors: { 403: 'USERS-API-KEY-NEEDS-SESSION' },
  })
  async delete(@Call() call: CallContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<true> {
    sayVisibility(reply, await this.bus.request(apiKeysRpc.deleteOwn, { keyId: null }, call));
    return true;
  }
}
