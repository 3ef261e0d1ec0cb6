import type { AuditDescriber, AuditDescription } from '../audit/audit-description.js';
import type { JsonObject, JsonValue } from '../json.js';
import { masked } from './secret-value.js';
import type { Section } from './section.js';

/**
 * Old and new value of each field that changed; secrets as `SecretValue`s, old ones by their fingerprint alone. Without a
 * `new` the path is gone: a row that was imported whole has taken its place.
 */
export type FieldChanges = Readonly<Record<string, { readonly old: JsonValue; readonly new?: JsonValue }>>;

/** `config.<section>.changed.v1` and, for paths that no section owns, `config.unowned.changed.v1`. */
export interface ConfigChanged {
  readonly type: `config.${string}.changed.v1`;
  readonly data: { readonly changes: FieldChanges & JsonObject; readonly cause: 'edit' | 'import' };
}

export const UNOWNED = 'unowned';
export const changedType = (entity: string): ConfigChanged['type'] => `config.${entity}.changed.v1`;

/** Somebody had secrets shown in clear: in the stream `reveal-<command id>`. */
export const SECRETS_REVEALED = 'config.secrets.revealed.v1';
/** An OAuth client was registered at a provider: in the stream `oauth-client-<command id>`. */
export const OAUTH_CLIENT_REGISTERED = 'config.oauth-client.registered.v1';

/** What the config context's events say in the audit log. */
export function createConfigDescriber(sections: readonly Section[]): AuditDescriber {
  const byType = new Map(sections.map((section) => [changedType(section.entity) as string, section]));
  return ({ type, data }) => {
    const section = byType.get(type);
    if (section !== undefined) return describeChange(section.name, section.title, data);
    if (type === changedType(UNOWNED))
      return describeChange('document', 'Settings that no section owns', data);
    if (type === SECRETS_REVEALED) {
      const what = data['what'] as string;
      return {
        ...config(what, 'secrets_revealed'),
        description: `Secrets of ${what} were shown in clear`,
        changes: null,
      };
    }
    if (type === OAUTH_CLIENT_REGISTERED) {
      const { clientId, provider } = data as { clientId: string; provider: string };
      const description = `Registered the OAuth client ${clientId} at ${provider}`;
      return { ...config(clientId, 'oauth_client_registered'), description, changes: null };
    }
    return undefined;
  };
}

function config(
  entityId: string,
  action: string,
): Pick<AuditDescription, 'entityType' | 'entityId' | 'action'> {
  return { entityType: 'config', entityId, action };
}

function describeChange(name: string, title: string, data: JsonObject): AuditDescription {
  const changes = masked(data['changes'] ?? {}) as JsonObject;
  const fields = Object.keys(changes);
  const shown = fields.slice(0, 5).join(', ') + (fields.length > 5 ? ` and ${fields.length - 5} more` : '');
  return {
    ...config(name, `${name.replaceAll(/[-/]/g, '_')}_updated`),
    description: `${title}: ${shown} ${data['cause'] === 'import' ? 'imported' : 'changed'}`,
    changes,
  };
}
