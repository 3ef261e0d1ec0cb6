import type { JsonObject, JsonValue } from '../json.js';
import { broadcast, command, query, sharedQuery } from '../rpc.js';

/** A section as it is answered: every field with its effective value, secrets masked unless they were revealed. */
export interface SectionView {
  readonly values: JsonObject;
  /** Revision of the `config` stream that last touched the section, as text; `0` when nothing ever did. Its ETag. */
  readonly etag: string;
}

export interface ChangeSectionResult extends SectionView {
  readonly changed: boolean;
  /** Whether sign-ins ask for something else from now on, which ends every session: `factorRpc.followSettings` sees to it. */
  readonly endsSessions: boolean;
  /** False when the read side had not caught up by the deadline: a read just after may still show the old value. */
  readonly visible: boolean;
}

export type ImportOutcome = 'changed' | 'unchanged' | 'kept';
export type DocumentFormat = 'nested' | 'flat';

export interface OutboundIdentity {
  /** The caller's own token, for connections with `auth_type: session`. */
  readonly sessionToken: string | null;
}

/** The request of `POST /oauth/clients/register` (reference 3). */
export interface OAuthClientBody {
  readonly url: string;
  readonly client_id: string;
  readonly client_name?: string | null;
  /** Of a client that was registered beforehand: nothing is registered then. */
  readonly client_secret?: string | null;
  readonly oauth_server_url?: string | null;
  readonly oauth_scope?: string | null;
}

export const configRpc = {
  /** Who has secrets revealed is recorded, each by themselves. */
  readSection: sharedQuery<{ section: string; reveal: boolean }, SectionView>(
    'reeve.config.read-section',
    ({ reveal }) => !reveal,
  ),
  changeSection: command<
    { section: string; body: JsonObject; ifMatch: readonly string[] | null },
    ChangeSectionResult
  >('reeve.config.change-section'),
  importDocument: command<
    { document: JsonObject },
    {
      document: JsonObject;
      report: Readonly<Record<string, ImportOutcome>>;
      endsSessions: boolean;
      visible: boolean;
    }
  >('reeve.config.import-document'),
  exportDocument: query<{ format: DocumentFormat; reveal: boolean }, JsonObject>(
    'reeve.config.export-document',
  ),
  readNamespace: query<{ namespace: string; reveal: boolean }, JsonObject>('reeve.config.read-namespace'),
  /** What `GET /api/config` shows of this context: effective values by dotted path, never a secret. */
  readPublic: sharedQuery<Record<string, never>, JsonObject>('reeve.config.read-public'),
  /**
   * What is in force, by section and field, secrets in clear: for services that go by it, on their own behalf. deploy/nats
   * keeps everybody else from asking.
   */
  readSettings: query<{ sections: readonly string[] }, Readonly<Record<string, JsonObject>>>(
    'reeve.config.read-settings',
  ),
  verifyToolServer: query<{ connection: JsonObject } & OutboundIdentity, JsonValue>(
    'reeve.config.verify-tool-server',
  ),
  verifyTerminalServer: query<
    { connection: JsonObject } & OutboundIdentity,
    { status: true; type: 'orchestrator' | 'terminal' }
  >('reeve.config.verify-terminal-server'),
  callTerminalServer: command<
    { operation: 'policy' | 'lifecycle' | 'refresh'; body: JsonObject } & OutboundIdentity,
    { status: number; body: JsonValue }
  >('reeve.config.call-terminal-server'),
  registerOAuthClient: command<
    { type: string | null; body: OAuthClientBody; baseUrl: string },
    { status: true; oauth_client_info: string }
  >('reeve.config.register-oauth-client'),
} as const;

/** Sections that were changed, by name: whoever remembers what is in force drops it. None: changes may have gone untold. */
export interface ConfigChange {
  readonly sections: readonly string[];
}

export const configChanged = broadcast<ConfigChange>('reeve.config.changed');

/** Whether any of these sections may be another one since. */
export const mayHaveChanged = ({ sections }: ConfigChange, these: readonly string[]): boolean =>
  sections.length === 0 || these.some((section) => sections.includes(section));
