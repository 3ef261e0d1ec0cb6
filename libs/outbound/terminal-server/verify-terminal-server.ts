import { withOutboundCall } from '../network/outbound-call.js';
import { outboundErrors } from '../outbound.errors.js';
import type { OutboundPolicy } from '../outbound-policy.js';
import { terminalServerUrl } from './terminal-server-url.js';

export interface TerminalServer {
  readonly url: string;
  /** As `outboundHeaders` makes them. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface TerminalServerVerification {
  readonly status: true;
  readonly type: 'orchestrator' | 'terminal';
}

/** What only that kind of server has, in the order to ask. */
const SIGNS = [
  { path: '/api/v1/policies', type: 'orchestrator' },
  { path: '/api/config', type: 'terminal' },
] as const;

/**
 * Tells which kind of terminal server answers at a URL.
 *
 * @throws ReeveError 400: those of `guardedFetch`; `OUTBOUND-NOT-A-TERMINAL-SERVER` if it is neither kind.
 */
export async function verifyTerminalServer(
  { url, headers }: TerminalServer,
  policy: OutboundPolicy,
): Promise<TerminalServerVerification> {
  return withOutboundCall(policy, async ({ fetch }) => {
    for (const { path, type } of SIGNS) {
      const response = await fetch(terminalServerUrl(url, path), { headers });
      await response.body?.cancel();
      if (response.ok) return { status: true, type };
    }
    throw outboundErrors.notATerminalServer(terminalServerUrl(url, '').origin);
  });
}
