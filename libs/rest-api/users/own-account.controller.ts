import { Controller, Get, Inject, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { accountRpc, configRpc, directoryRpc, isJsonObject } from '@reeve/contracts';
import type { CallContext, JsonObject, JsonValue, KeptPart } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { PermissionCache } from '../auth/index.js';
import { AnyObject, Call, Requires, sayVisibility, ValidBody, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { overDefaults, settingsOf } from './settings-patch.js';
import type { Holds } from './settings-patch.js';
import { UserRecordAnswer, userRecordAnswer, VariablesAnswer } from './users.answers.js';
import { StatusBody, VariablesBody } from './users.bodies.js';
import { SettingsQuery } from './users.query.js';

const ANY_OBJECT = { schema: { type: 'object' as const, additionalProperties: true } };
const ANY_OBJECT_OR_NULL = {
  schema: { type: 'object' as const, additionalProperties: true, nullable: true },
};
const TOO_LARGE = { 422: 'USERS-KEPT-TOO-LARGE' };

/** What people keep about themselves. */
@ApiTags('users')
@Controller('api/v1/users/user')
export class OwnAccountController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly permissions: PermissionCache,
  ) {}

  @Get('settings')
  @Requires('verified')
  @Documented({
    summary: 'Read one’s own settings',
    description:
      'Null until they are first written, unless administrators have set default interface settings. With `raw` as they are kept.',
    answer: ANY_OBJECT_OR_NULL,
  })
  async settings(
    @ValidQuery(SettingsQuery) { raw }: SettingsQuery,
    @Call() call: CallContext,
  ): Promise<JsonObject | null> {
    const { settings } = await this.bus.request(directoryRpc.ownRecord, {}, call);
    if (raw) return settings;
    const { DEFAULT_INTERFACE_SETTINGS } = await this.bus.request(configRpc.readPublic, {}, call);
    return overDefaults(settings, isJsonObject(DEFAULT_INTERFACE_SETTINGS) ? DEFAULT_INTERFACE_SETTINGS : {});
  }

  @Post('settings/update')
  @Requires('verified')
  @Documented({
    summary: 'Change one’s own settings',
    description:
      'A patch: keys that are not given stay, and so does `ui` but for its own; null takes a key of `ui` away. What the caller has no permission for is left out: `toolServers` (`features.direct_tool_servers`), fields of the interface (`settings.interface`), `notifications.webhook_url` (`features.webhooks`).',
    answer: ANY_OBJECT,
    errors: TOO_LARGE,
  })
  async updateSettings(
    @AnyObject() patch: JsonObject,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonValue> {
    const { id, role } = call.principal;
    const holds: Holds = async (permission) =>
      role === 'admin' || (id !== null && (await this.permissions.holds(id, permission, call)));
    return await this.change('settings', await settingsOf(patch, holds), call, reply);
  }

  @Get('status')
  @Requires('verified')
  @Documented({ summary: 'Read oneself, with the status shown', answer: UserRecordAnswer })
  async status(@Call() call: CallContext) {
    return userRecordAnswer(await this.bus.request(directoryRpc.ownRecord, {}, call));
  }

  @Post('status/update')
  @Requires('verified')
  @Documented({
    summary: 'Change the status shown beside one’s name',
    description: 'What is null or not given stays.',
    answer: UserRecordAnswer,
  })
  async updateStatus(
    @ValidBody(StatusBody) body: StatusBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.change('status', given(body), call, reply);
    return userRecordAnswer(await this.bus.request(directoryRpc.ownRecord, {}, call));
  }

  @Get('info')
  @Requires('verified')
  @Documented({
    summary: 'Read one’s own info',
    description: 'Null until it is first written.',
    answer: ANY_OBJECT_OR_NULL,
  })
  async info(@Call() call: CallContext): Promise<JsonObject | null> {
    return (await this.bus.request(directoryRpc.ownRecord, {}, call)).info;
  }

  @Post('info/update')
  @Requires('verified')
  @Documented({
    summary: 'Change one’s own info',
    description: 'Any object: its keys are put in the place of those that are kept.',
    answer: ANY_OBJECT,
    errors: TOO_LARGE,
  })
  async updateInfo(
    @AnyObject() patch: JsonObject,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonValue> {
    return await this.change('info', patch, call, reply);
  }

  @Get('variables')
  @Requires('verified')
  @Documented({ summary: 'Read one’s own variables', answer: VariablesAnswer })
  async variables(@Call() call: CallContext): Promise<{ variables: JsonObject }> {
    const { variables } = await this.bus.request(directoryRpc.ownRecord, {}, call);
    return { variables: variables ?? {} };
  }

  @Post('variables/update')
  @Requires('verified')
  @Documented({ summary: 'Replace one’s own variables', answer: VariablesAnswer, errors: TOO_LARGE })
  async updateVariables(
    @ValidBody(VariablesBody) { variables }: VariablesBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ variables: JsonValue }> {
    return { variables: await this.change('variables', variables, call, reply) };
  }

  private async change(
    part: KeptPart,
    patch: JsonObject,
    call: CallContext,
    reply: FastifyReply,
  ): Promise<JsonValue> {
    const { value, visible } = await this.bus.request(accountRpc.changeKept, { part, patch }, call);
    sayVisibility(reply, { visible });
    return value;
  }
}

/** What a DTO has that is defined. */
function given({ status_emoji, status_message, status_expires_at }: StatusBody): JsonObject {
  return {
    ...(status_emoji !== undefined && { status_emoji }),
    ...(status_message !== undefined && { status_message }),
    ...(status_expires_at !== undefined && { status_expires_at }),
  };
}
