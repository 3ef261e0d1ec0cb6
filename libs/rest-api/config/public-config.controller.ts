import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import {
  configRpc,
  groupsRpc,
  holdsCapability,
  OPEN_WEBUI_VERSION,
  permissionsRpc,
  usersRpc,
} from '@reeve/contracts';
import type { CallContext, JsonObject, JsonValue } from '@reeve/contracts';
import { SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import { Call, Public, Requires } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { CONFIG_PREFIXES } from './config-prefixes.js';
import { TRUE } from './section-schema.js';

/** What pages load before anything else: as far as Reeve's contexts feed it. */
@ApiTags('config')
@Controller()
export class PublicConfigController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('api/config')
  @Public({ session: 'used' })
  @Documented({
    summary: 'Read what a page needs to know; more of it when signed in',
    answer: {
      schema: {
        type: 'object',
        required: ['status', 'name', 'version', 'default_locale', 'oauth', 'features'],
        additionalProperties: true,
        properties: {
          status: TRUE,
          name: { type: 'string' },
          version: { type: 'string' },
          default_locale: { type: 'string' },
          oauth: { type: 'object', additionalProperties: true },
          features: { type: 'object', additionalProperties: { type: 'boolean' } },
        },
      },
    },
  })
  async config(@Call() call: CallContext): Promise<JsonObject> {
    const [values, { hasUsers, signUpOpen, oauth }] = await Promise.all([
      this.bus.request(configRpc.readPublic, {}, call),
      this.bus.request(usersRpc.onboarding, {}, call),
    ]);
    const isMember = holdsCapability(call.principal, 'verified');
    const isSignedIn = holdsCapability(call.principal, 'session');
    const granted = isMember ? await this.grantedTo(call) : {};
    return {
      ...(hasUsers ? {} : { onboarding: true }),
      status: true,
      name: this.settings.name,
      version: OPEN_WEBUI_VERSION,
      default_locale: '',
      oauth: { providers: oauth.providers, auto_redirect: oauth.autoRedirect },
      features: {
        auth: true,
        auth_trusted_header: false,
        enable_login_form: on(values['ENABLE_LOGIN_FORM']),
        enable_ldap: on(values['ENABLE_LDAP']),
        enable_api_keys: on(values['ENABLE_API_KEYS']),
        enable_signup: signUpOpen,
        enable_tool_servers: this.settings.enableToolServers,
        enable_terminal_servers: this.settings.enableToolServers,
        ...(isMember ? memberFeatures(values) : {}),
      },
      i18n: values['I18N'] ?? {},
      ui: {
        visibility: values['visibility'] ?? {},
        ...(isSignedIn ? overlay(values) : {}),
        ...(isMember ? interfaceValues(values) : {}),
      },
      ...(isMember ? memberValues(values) : {}),
      ...granted,
    };
  }

  /** What the caller may, and what their groups start chats with: in the place of everybody's models. */
  private async grantedTo(call: CallContext): Promise<JsonObject> {
    const [permissions, models] = await Promise.all([
      this.bus.request(permissionsRpc.effective, { userId: call.principal.id ?? '' }, call),
      this.bus.request(groupsRpc.ownDefaultModels, {}, call),
    ]);
    return { permissions, ...(models.length === 0 ? {} : { default_models: models.join(',') }) };
  }
}

/** `GET /models/defaults`: the one part of the models section that every member may read. */
@ApiTags('config')
@Controller(CONFIG_PREFIXES)
export class ModelDefaultsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('models/defaults')
  @Requires('verified')
  @Documented({
    summary: 'Read the default metadata of models',
    answer: {
      schema: {
        type: 'object',
        required: ['DEFAULT_MODEL_METADATA'],
        properties: {
          DEFAULT_MODEL_METADATA: { type: ['object', 'null'], additionalProperties: true },
        } as never,
      },
    },
  })
  async read(@Call() call: CallContext): Promise<JsonObject> {
    const { DEFAULT_MODEL_METADATA = null } = await this.bus.request(configRpc.readPublic, {}, call);
    return { DEFAULT_MODEL_METADATA };
  }
}

function memberFeatures(values: JsonObject): JsonObject {
  return {
    enable_direct_connections: on(values['ENABLE_DIRECT_CONNECTIONS']),
    enable_direct_integrations: on(values['ENABLE_DIRECT_INTEGRATIONS']),
    enable_code_execution: on(values['ENABLE_CODE_EXECUTION']),
    enable_code_interpreter: on(values['ENABLE_CODE_INTERPRETER']),
    enable_subagents: on(values['ENABLE_SUBAGENTS']),
    enable_folders: on(values['ENABLE_FOLDERS']),
    enable_channels: on(values['ENABLE_CHANNELS']),
    enable_encrypted_channels: on(values['ENABLE_ENCRYPTED_CHANNELS']),
    enable_apps: on(values['ENABLE_APPS']),
    enable_automations: on(values['ENABLE_AUTOMATIONS']),
    enable_calendar: on(values['ENABLE_CALENDAR']),
    enable_memories: on(values['ENABLE_MEMORIES']),
    enable_notes: on(values['ENABLE_NOTES']),
    enable_community_sharing: on(values['ENABLE_COMMUNITY_SHARING']),
    enable_message_rating: on(values['ENABLE_MESSAGE_RATING']),
    enable_user_webhooks: on(values['ENABLE_USER_WEBHOOKS']),
    enable_user_status: on(values['ENABLE_USER_STATUS']),
  };
}

/** What somebody sees who waits to be let in. */
function overlay(values: JsonObject): JsonObject {
  return {
    pending_user_overlay_title: values['PENDING_USER_OVERLAY_TITLE'] ?? '',
    pending_user_overlay_content: values['PENDING_USER_OVERLAY_CONTENT'] ?? '',
  };
}

function interfaceValues(values: JsonObject): JsonObject {
  return {
    response_watermark: values['RESPONSE_WATERMARK'] ?? '',
    default_interface_settings: values['DEFAULT_INTERFACE_SETTINGS'] ?? {},
  };
}

function memberValues(values: JsonObject): JsonObject {
  return {
    default_models: values['DEFAULT_MODELS'] ?? null,
    default_pinned_models: values['DEFAULT_PINNED_MODELS'] ?? null,
    default_prompt_suggestions: values['suggestions'] ?? [],
    default_prompt_suggestions_i18n: values['i18n'] ?? null,
    code: {
      engine: values['CODE_EXECUTION_ENGINE'] ?? '',
      interpreter_engine: values['CODE_INTERPRETER_ENGINE'] ?? '',
    },
  };
}

const on = (value: JsonValue | undefined): boolean => value === true;
