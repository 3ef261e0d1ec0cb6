import { expect, it } from 'vitest';
import { operationId } from './operation-id.js';

it.each([
  ['get', '/api/v1/config/tool_servers', 'getConfigToolServers'],
  ['post', '/api/v1/configs/tool_servers', 'postConfigsToolServers'],
  ['get', '/api/v1/auths/', 'getAuths'],
  ['get', '/api/v1/config/namespace/{namespace}', 'getConfigNamespaceByNamespace'],
  ['get', '/api/openapi.json', 'getOpenapiJson'],
  ['get', '/health/ready', 'getHealthReady'],
])('%s %s is %s', (method, path, id) => {
  expect(operationId(method, path)).toBe(id);
});
