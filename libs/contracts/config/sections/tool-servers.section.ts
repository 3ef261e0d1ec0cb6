import { address, boolean, headers, list, object, record, secret, string } from '../fields.js';
import { section } from '../section.js';

/** `path` is an address of its own when it contains `://` (reference 3), so a secret is bound to both. */
const sentTo = ['url', 'path'];

export const toolServerConnection = record(
  {
    url: address(''),
    path: address(''),
    type: string('openapi', { nullable: true, absent: 'default' }),
    auth_type: string(null, { nullable: true }),
    headers: headers(sentTo, { nullable: true, absent: 'default' }),
    key: secret(null, { nullable: true, sentTo }),
    config: object(null, { nullable: true, sentTo }),
    info: object(null, { nullable: true, absent: 'default', sentTo }),
    forward_cookies: boolean(false, { absent: 'default' }),
  },
  { kept: { sentTo } },
);

export const toolServers = section('tool_servers', {
  title: 'Tool servers',
  fields: {
    TOOL_SERVER_CONNECTIONS: list(toolServerConnection, [], { path: 'tool_server.connections' }),
  },
});
