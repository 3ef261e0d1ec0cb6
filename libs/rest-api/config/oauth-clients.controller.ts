import { Controller, Inject, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { configRpc } from '@reeve/contracts';
import type { CallContext, OAuthClientBody, ResponseOf } from '@reeve/contracts';
import type { FastifyRequest } from 'fastify';
import { Call, Requires, TextField, ValidBody, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { CONFIG_PREFIXES } from './config-prefixes.js';
import { TRUE } from './section-schema.js';

const optional = { optional: true, nullable: true } as const;

export class OAuthClientQuery {
  @TextField({
    optional: true,
    maxLength: 64,
    description: 'Prefix of the client’s key: `mcp` gives `mcp:<client_id>`.',
  })
  type?: string;
}

export class OAuthClientRegistration implements OAuthClientBody {
  @TextField({ description: 'Of the server that the client is for.', example: 'https://mcp.example.com/mcp' })
  url!: string;

  @TextField({ minLength: 1, maxLength: 200 })
  client_id!: string;

  @TextField({ ...optional, maxLength: 200 })
  client_name?: string | null;

  @TextField({ ...optional, description: 'Of a client registered beforehand: nothing is registered then.' })
  client_secret?: string | null;

  @TextField({ ...optional, description: 'Where to look for the authorization server instead of `url`.' })
  oauth_server_url?: string | null;

  @TextField({ ...optional, maxLength: 1000 })
  oauth_scope?: string | null;
}

@ApiTags('config')
@Controller(CONFIG_PREFIXES)
export class OAuthClientsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Post('oauth/clients/register')
  @Requires('config.write')
  @Documented({
    summary: 'Register an OAuth client with the provider of a tool server',
    answer: {
      schema: {
        type: 'object',
        required: ['status', 'oauth_client_info'],
        properties: {
          status: TRUE,
          oauth_client_info: { type: 'string', description: 'Sealed: for this installation only.' },
        },
      },
    },
    errors: {
      400: 'OUTBOUND-UNREACHABLE, OUTBOUND-OAUTH-DISCOVERY-FETCH, OUTBOUND-OAUTH-REGISTRATION-REFUSED and others, one for each reason why there is no client now',
      403: 'CONFIG-TOOL-SERVERS-DISABLED',
    },
  })
  register(
    @ValidBody(OAuthClientRegistration) body: OAuthClientRegistration,
    @ValidQuery(OAuthClientQuery) { type }: OAuthClientQuery,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
  ): Promise<ResponseOf<typeof configRpc.registerOAuthClient>> {
    const baseUrl = `${request.protocol}://${request.host}`;
    return this.bus.request(configRpc.registerOAuthClient, { type: type ?? null, body, baseUrl }, call);
  }
}
