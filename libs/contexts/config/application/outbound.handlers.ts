import {
  configErrors,
  OAUTH_CLIENT_REGISTERED,
  terminalServerConnection,
  toolServerConnection,
} from '@reeve/contracts';
import type { CallContext, configRpc, JsonObject, JsonValue, RequestOf, ResponseOf } from '@reeve/contracts';
import type { FactRecorder } from '@reeve/event-sourcing';
import type { OutboundPolicy } from '@reeve/outbound';
import type { Sealing } from '@reeve/sealing';
import { refuseMask } from './outbound-connections.js';
import type { OutboundConnections } from './outbound-connections.js';

type Rpc = typeof configRpc;

/** Loaded when first needed: its libraries are large, and most processes never call out. */
const outbound = () => import('@reeve/outbound');

/** Kept of the call's time for answering, so that a server that is too slow is told apart from Reeve being too slow. */
const ANSWERING_MS = 250;

/** The token is the user's own and comes later: verifying such a connection is finding its authorization server. */
const OAUTH = new Set(['oauth_2.1', 'oauth_2.1_static']);

export interface OutboundOptions {
  readonly policy: OutboundPolicy;
  /** `ENABLE_TOOL_SERVERS=false` refuses all of this (reference 11.4). */
  readonly enabled: boolean;
}

/** What an administrator makes Reeve call on the network. */
export class OutboundHandlers {
  constructor(
    private readonly connections: OutboundConnections,
    private readonly facts: FactRecorder,
    private readonly sealing: Sealing,
    private readonly options: OutboundOptions,
  ) {}

  async verifyToolServer(
    { connection: body, sessionToken }: RequestOf<Rpc['verifyToolServer']>,
    call: CallContext,
  ): Promise<JsonValue> {
    const policy = await this.policyFor(call);
    const connection = await this.connections.open('tool_servers', toolServerConnection, body);
    const url = text(connection['url']);
    const authType = textOrNull(connection['auth_type']);
    if (connection['type'] === 'mcp' && OAUTH.has(authType ?? '')) {
      const info = connection['info'] as JsonObject | null;
      const { discoverOAuth } = await outbound();
      return { ...(await discoverOAuth(text(info?.['oauth_server_url']) || url, policy)) };
    }
    const { outboundHeaders, verifyMcp, verifyOpenApi } = await outbound();
    const headers = outboundHeaders({
      authType,
      key: textOrNull(connection['key']),
      sessionToken,
      headers: connection['headers'] as JsonObject | string | null,
    });
    if (connection['type'] !== 'mcp') {
      return await verifyOpenApi({ url, path: text(connection['path']), headers }, policy);
    }
    const { status, specs } = await verifyMcp({ url, headers }, policy);
    return { status, specs: specs.map((spec) => ({ ...spec })) };
  }

  async verifyTerminalServer(
    { connection: body, sessionToken }: RequestOf<Rpc['verifyTerminalServer']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['verifyTerminalServer']>> {
    const policy = await this.policyFor(call);
    const connection = await this.connections.open('terminal_servers', terminalServerConnection, body);
    const { verifyTerminalServer } = await outbound();
    const headers = await terminalHeaders(connection, sessionToken);
    return await verifyTerminalServer({ url: text(connection['url']), headers }, policy);
  }

  async callTerminalServer(
    { operation, body, sessionToken }: RequestOf<Rpc['callTerminalServer']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['callTerminalServer']>> {
    const policy = await this.policyFor(call);
    const connection = await this.connections.open('terminal_servers', terminalServerConnection, body);
    const { callTerminalServer } = await outbound();
    const headers = await terminalHeaders(connection, sessionToken);
    return await callTerminalServer({ operation, body, headers }, policy);
  }

  async registerOAuthClient(
    { type, body, baseUrl }: RequestOf<Rpc['registerOAuthClient']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['registerOAuthClient']>> {
    const policy = await this.policyFor(call);
    refuseMask(body.client_secret, 'client_secret');
    const clientId = type === null ? body.client_id : `${type}:${body.client_id}`;
    const { registerOAuthClient } = await outbound();
    const client = await registerOAuthClient(
      {
        url: body.url,
        clientId: body.client_id,
        clientName: body.client_name ?? 'Reeve',
        clientSecret: body.client_secret ?? null,
        oauthServerUrl: body.oauth_server_url ?? null,
        oauthScope: body.oauth_scope ?? null,
        redirectUri: `${baseUrl}/oauth/clients/${encodeURIComponent(clientId)}/callback`,
      },
      policy,
    );
    const provider = new URL(body.oauth_server_url ?? body.url).origin;
    await this.facts.record(
      'oauth-client',
      { type: OAUTH_CLIENT_REGISTERED, data: { clientId, provider } },
      call,
    );
    const info = await this.sealing.seal('config', 'config.oauth-client', JSON.stringify(client));
    return { status: true, oauth_client_info: info };
  }

  private async policyFor({ deadline }: CallContext): Promise<OutboundPolicy> {
    if (!this.options.enabled) throw configErrors.toolServersDisabled();
    const { outboundLimits } = await outbound();
    const timeoutMs = Math.max(1, Math.min(outboundLimits.timeoutMs, deadline - Date.now() - ANSWERING_MS));
    return { ...this.options.policy, limits: { ...this.options.policy.limits, timeoutMs } };
  }
}

async function terminalHeaders(
  connection: JsonObject,
  sessionToken: string | null,
): Promise<Record<string, string>> {
  const { outboundHeaders } = await outbound();
  return outboundHeaders({
    authType: textOrNull(connection['auth_type']),
    key: textOrNull(connection['key']),
    sessionToken,
  });
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' ? value : null;
