import { address, boolean, list, object, record, secret, string } from '../fields.js';
import { section } from '../section.js';

const sentTo = ['url', 'path'];
const optional = { nullable: true, absent: 'default' } as const;

export const terminalServerConnection = record(
  {
    id: string('', optional),
    name: string('', optional),
    enabled: boolean(true, optional),
    url: address(''),
    path: address('/openapi.json', optional),
    key: secret('', { ...optional, sentTo }),
    auth_type: string('bearer', optional),
    config: object(null, { ...optional, sentTo }),
    server_type: string(null, optional),
    policy_id: string(null, optional),
    forward_cookies: boolean(false, { absent: 'default' }),
  },
  { kept: { sentTo } },
);

export const terminalServers = section('terminal_servers', {
  title: 'Terminal servers',
  fields: {
    TERMINAL_SERVER_CONNECTIONS: list(terminalServerConnection, [], { path: 'terminal_server.connections' }),
  },
});
