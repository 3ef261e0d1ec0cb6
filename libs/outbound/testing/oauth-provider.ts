import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import { startServer, type TestServer } from './test-server.js';

/** `oidc-provider` with dynamic client registration, its issuer on a free port of 127.0.0.1. */
export async function startOAuthProvider({ registration = true } = {}): Promise<TestServer> {
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const server = await startServer((request, response) => void handle(request, response), { bodies: false });
  const provider = new Provider(server.url(''), { features: { registration: { enabled: registration } } });
  handle = provider.callback();
  return server;
}
