import { REEVE_VERSION } from '@reeve/contracts';
import type { JsonObject } from '@reeve/contracts';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { withOutboundCall, type OutboundCall } from '../network/outbound-call.js';
import { targetUrl } from '../network/target-url.js';
import { outboundErrors, reeveErrorIn } from '../outbound.errors.js';
import { outboundLimits, type OutboundPolicy } from '../outbound-policy.js';

export interface McpServer {
  /** Of its streamable HTTP endpoint. */
  readonly url: string;
  /** As `outboundHeaders` makes them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A tool in Open WebUI's shape. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string | null;
  /** JSON schema of its arguments. */
  readonly parameters: JsonObject;
}

export interface McpVerification {
  readonly status: true;
  readonly specs: readonly ToolSpec[];
}

/** Of the time there is, what is kept for ending the session, which is owed to the server also after a failure. */
const CLOSING_SHARE = 0.1;

/**
 * Connects to an MCP server over streamable HTTP, lists its tools, and ends the session.
 *
 * @throws ReeveError 400: those of `guardedFetch`, `OUTBOUND-HANDSHAKE`.
 */
export async function verifyMcp(
  { url, headers }: McpServer,
  policy: OutboundPolicy,
): Promise<McpVerification> {
  const endpoint = targetUrl(url);
  // Loaded when first needed: it is large, and most processes never verify anything.
  const { StreamableHTTPClientTransport } =
    await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
  let transport: StreamableHTTPClientTransport | undefined;
  try {
    return await withOutboundCall(lasting(policy, 1 - CLOSING_SHARE), async (call) => {
      transport = new StreamableHTTPClientTransport(endpoint, {
        fetch: call.fetch,
        requestInit: { headers },
        // The guarded fetch follows them, with its own rules.
        redirectPolicy: 'follow',
      });
      return { status: true, specs: await listTools(transport, call) };
    });
  } catch (error) {
    throw reeveErrorIn(error) ?? outboundErrors.handshake(await reasonOf(error));
  } finally {
    if (transport !== undefined)
      await endSession(transport, endpoint, headers, lasting(policy, CLOSING_SHARE));
  }
}

async function listTools(transport: StreamableHTTPClientTransport, call: OutboundCall): Promise<ToolSpec[]> {
  const [{ Client }, { ListToolsResultSchema }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ]);
  const client: Client = new Client({ name: 'reeve', version: REEVE_VERSION });
  const options = { signal: call.signal };
  await client.connect(transport, options);

  const specs: ToolSpec[] = [];
  let cursor: string | undefined;
  do {
    // Not `client.listTools`: that compiles each output schema, which is work that the server decides on.
    const params = cursor === undefined ? {} : { cursor };
    const page = await client.request({ method: 'tools/list', params }, ListToolsResultSchema, options);
    for (const { name, description, inputSchema } of page.tools) {
      specs.push({ name, description: description ?? null, parameters: inputSchema as JsonObject });
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return specs;
}

/** Not `transport.terminateSession`: the client closes the transport, and with it that method, when it fails. */
async function endSession(
  { sessionId, protocolVersion }: StreamableHTTPClientTransport,
  endpoint: URL,
  headers: Readonly<Record<string, string>>,
  policy: OutboundPolicy,
): Promise<void> {
  if (sessionId === undefined) return;
  const ending = {
    method: 'DELETE',
    headers: {
      ...headers,
      'mcp-session-id': sessionId,
      ...(protocolVersion === undefined ? {} : { 'mcp-protocol-version': protocolVersion }),
    },
  };
  // A server that cannot end it now lets it expire.
  await withOutboundCall(policy, (call) => call.fetch(endpoint, ending)).catch(() => undefined);
}

function lasting(policy: OutboundPolicy, share: number): OutboundPolicy {
  // Whole: undici takes no others.
  const timeoutMs = Math.ceil((policy.limits?.timeoutMs ?? outboundLimits.timeoutMs) * share);
  return { ...policy, limits: { ...policy.limits, timeoutMs } };
}

/** In our own words: the server's may repeat the credentials that it was sent. */
async function reasonOf(error: unknown): Promise<string> {
  const [{ StreamableHTTPError }, { McpError }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ]);
  if (error instanceof StreamableHTTPError && error.code !== undefined && error.code > 0) {
    return `the server answered with status ${error.code}`;
  }
  if (error instanceof McpError) return `the server answered with the MCP error ${error.code}`;
  return 'the server does not answer in MCP over streamable HTTP';
}
