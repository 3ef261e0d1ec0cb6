import type { AuditEntryDocument, AuditPayload } from '@reeve/audit/projections';

const PARTS = ['description', 'changes', 'audit_metadata'] as const satisfies readonly (keyof AuditPayload)[];

/** What an entry says differently, by the names under which it is answered. @param found whatever was kept: nothing of it is certain. */
export function differingFields(
  expected: AuditEntryDocument,
  found: Readonly<Record<string, unknown>>,
): readonly string[] {
  const { payload, ...open } = expected;
  const names = new Set([...Object.keys(open), ...Object.keys(found)]);
  names.delete('payload');
  const differing = [...names].filter((name) => found[name] !== (open as Record<string, unknown>)[name]);
  return payload === found['payload']
    ? differing
    : [...differing, ...differingParts(payload, found['payload'])];
}

function differingParts(expected: string, found: unknown): readonly string[] {
  const [one, other] = [parsed(expected), parsed(found)];
  const parts = PARTS.filter((part) => JSON.stringify(one?.[part]) !== JSON.stringify(other?.[part]));
  // Only the text is another one: spaces, or a part that no entry has.
  return parts.length === 0 ? ['payload'] : parts;
}

function parsed(text: unknown): Partial<AuditPayload> | undefined {
  try {
    return JSON.parse(String(text)) as Partial<AuditPayload>;
  } catch {
    return undefined;
  }
}
