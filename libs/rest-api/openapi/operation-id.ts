/**
 * `getConfigToolServers` of `GET /api/v1/config/tool_servers`: what generated clients call their methods. Unique because
 * method and path are, and the same as long as they are.
 */
export function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/(?:v1\/)?/, '')
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[^\dA-Za-z]+/);
  return method + words.map(capitalised).join('');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
