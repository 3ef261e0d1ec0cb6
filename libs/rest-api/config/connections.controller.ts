import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { configRpc, isApiKey, terminalServerConnection, toolServerConnection } from '@reeve/contracts';
import type {
  CallContext,
  configRpc as Rpc,
  JsonObject,
  JsonValue,
  RequestOf,
  ResponseOf,
} from '@reeve/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { credentialOf } from '../auth/credential.js';
import { Call, Requires } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { CONFIG_PREFIXES } from './config-prefixes.js';
import { DeclaredBodyPipe } from './declared-body.pipe.js';
import { requestSchema, TRUE } from './section-schema.js';
import { lifecycleBody, policyBody, refreshBody } from './terminal-server.bodies.js';

const toolServer = { title: 'Tool server', fields: toolServerConnection.fields };
const terminalServer = { title: 'Terminal server', fields: terminalServerConnection.fields };

const ANY_JSON = { schema: {} } as const;
const OUTBOUND_ERRORS = {
  400: 'OUTBOUND-UNREACHABLE, OUTBOUND-ADDRESS-REFUSED, OUTBOUND-TLS, OUTBOUND-TIMEOUT and others, one for each reason why the server could not be called',
  403: 'CONFIG-TOOL-SERVERS-DISABLED',
} as const;
const PASSED_ON = {
  answer: ANY_JSON,
  errors: OUTBOUND_ERRORS,
  otherwise: 'What the orchestrator answered, with its own status.',
} as const;

/** Calls to servers that an administrator names. A mask stands for the stored secret, for its own address only. */
@ApiTags('config')
@Controller(CONFIG_PREFIXES)
export class ConnectionsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Post('tool_servers/verify')
  @Requires('config.write')
  @ApiBody({ schema: requestSchema(toolServer) })
  @Documented({
    summary: 'Try a tool server',
    description:
      'OpenAPI: answers its document. MCP: `{status, specs}`, or with `oauth_2.1` `{status, oauth_server_metadata}`.',
    answer: { schema: { type: 'object', additionalProperties: true } },
    errors: OUTBOUND_ERRORS,
  })
  verifyToolServer(
    @Body(new DeclaredBodyPipe(toolServer)) connection: JsonObject,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
  ): Promise<JsonValue> {
    return this.bus.request(
      configRpc.verifyToolServer,
      { connection, sessionToken: sessionToken(request) },
      call,
    );
  }

  @Post('terminal_servers/verify')
  @Requires('config.write')
  @ApiBody({ schema: requestSchema(terminalServer) })
  @Documented({
    summary: 'Try a terminal server',
    answer: {
      schema: {
        type: 'object',
        required: ['status', 'type'],
        properties: { status: TRUE, type: { type: 'string', enum: ['orchestrator', 'terminal'] } },
      },
    },
    errors: OUTBOUND_ERRORS,
  })
  verifyTerminalServer(
    @Body(new DeclaredBodyPipe(terminalServer)) connection: JsonObject,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
  ): Promise<ResponseOf<(typeof Rpc)['verifyTerminalServer']>> {
    return this.bus.request(
      configRpc.verifyTerminalServer,
      { connection, sessionToken: sessionToken(request) },
      call,
    );
  }

  @Post('terminal_servers/policy')
  @Requires('config.write')
  @ApiBody({ schema: requestSchema(policyBody) })
  @Documented({
    summary: 'Read or write a policy of an orchestrator',
    ...PASSED_ON,
  })
  policy(
    @Body(new DeclaredBodyPipe(policyBody)) body: JsonObject,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonValue> {
    return this.passOn({ operation: 'policy', body, sessionToken: sessionToken(request) }, call, reply);
  }

  @Post('terminal_servers/lifecycle')
  @Requires('config.write')
  @ApiBody({ schema: requestSchema(lifecycleBody) })
  @Documented({
    summary: 'Read or write the lifecycle of a policy’s terminals',
    ...PASSED_ON,
  })
  lifecycle(
    @Body(new DeclaredBodyPipe(lifecycleBody)) body: JsonObject,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonValue> {
    return this.passOn({ operation: 'lifecycle', body, sessionToken: sessionToken(request) }, call, reply);
  }

  @Post('terminal_servers/refresh')
  @Requires('config.write')
  @ApiBody({ schema: requestSchema(refreshBody) })
  @Documented({
    summary: 'Refresh the terminals of an orchestrator',
    ...PASSED_ON,
  })
  refresh(
    @Body(new DeclaredBodyPipe(refreshBody)) body: JsonObject,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonValue> {
    return this.passOn({ operation: 'refresh', body, sessionToken: sessionToken(request) }, call, reply);
  }

  /** The orchestrator's own status is the answer's (reference 3). */
  private async passOn(
    command: RequestOf<(typeof Rpc)['callTerminalServer']>,
    call: CallContext,
    reply: FastifyReply,
  ): Promise<JsonValue> {
    const { status, body } = await this.bus.request(configRpc.callTerminalServer, command, call);
    reply.status(status);
    return body;
  }
}

/** For connections with `auth_type: session`; an API key is nobody's session. */
function sessionToken(request: FastifyRequest): string | null {
  const credential = credentialOf(request.headers);
  return credential === null || isApiKey(credential) ? null : credential;
}
