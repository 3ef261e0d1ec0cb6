import { isJsonObject } from '@reeve/contracts';
import type { JsonObject, JsonValue } from '@reeve/contracts';
import { expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { StartTopology } from './topology.js';

/** What is told of the API, to programs and to people. */
export function describeOpenApi(startTopology: StartTopology): void {
  describeInstallation('The description of the API', startTopology, {}, (installation) => {
    it('is OpenAPI 3.1, refers to nothing that is not there, and names each operation once', async () => {
      const answer = await installation.anyone.get('/api/openapi.json');
      const document = answer.object;
      expect([answer.status, document['openapi']]).toEqual([200, '3.1.0']);

      const references = [...membersOf(document, '$ref')] as readonly string[];
      expect(references.length).toBeGreaterThan(0);
      for (const reference of references)
        expect([reference, resolve(document, reference)]).not.toContain(undefined);

      const ids = [...membersOf(document['paths'] ?? {}, 'operationId')];
      expect(ids.length).toBeGreaterThan(50);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('is a page that brings everything it loads', async () => {
      const page = await installation.anyone.get('/api/docs');
      expect([page.status, page.header('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      // The browser keeps to it: nothing is loaded from, or sent to, another host.
      expect(page.header('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
      );
      const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
      expect(addresses.length).toBeGreaterThan(3);
      for (const address of addresses) {
        const file = await installation.anyone.get(address);
        expect([address, file.status]).toEqual([expect.stringMatching(/^\/api\/docs\//), 200]);
      }
    });
  });
}

/** Every value that stands under the name, at any depth. */
function* membersOf(value: JsonValue, name: string): Generator<JsonValue> {
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) yield* membersOf(item, name);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === name) yield member;
      yield* membersOf(member, name);
    }
  }
}

function resolve(document: JsonObject, reference: string): JsonValue | undefined {
  let current: JsonValue | undefined = document;
  for (const key of reference.split('/').slice(1)) {
    current = isJsonObject(current) ? current[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return current;
}
