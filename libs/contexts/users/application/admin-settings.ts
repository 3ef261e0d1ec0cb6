import { randomUUID } from 'node:crypto';
import type { BusClient } from '@reeve/bus';
import { configRpc } from '@reeve/contracts';
import type { JsonObject, Role } from '@reeve/contracts';
import { systemCall } from '@reeve/event-sourcing';
import type { ClaimSettings, DirectoryAttributes } from '@reeve/users/domain';

/**
 * What administrators have set and this context goes by, in clear. Sections, fields and their types are those that
 * `contracts/config/sections` declares.
 */
export interface SettingsInForce {
  readonly admin: {
    readonly SHOW_ADMIN_DETAILS: boolean;
    readonly ADMIN_EMAIL: string | null;
    readonly WEBUI_URL: string;
    readonly ENABLE_LOGIN_FORM: boolean;
    readonly ENABLE_SIGNUP: boolean;
    readonly DEFAULT_USER_ROLE: Role;
    readonly DEFAULT_GROUP_ID: string;
    readonly JWT_EXPIRES_IN: string;
    readonly ENABLE_API_KEYS: boolean;
    readonly ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: boolean;
    readonly API_KEYS_ALLOWED_ENDPOINTS: string;
    readonly ENABLE_MFA: boolean;
    readonly MFA_ALLOW_OAUTH_BYPASS: boolean;
    readonly MFA_ALLOW_TRUSTED_HEADER_BYPASS: boolean;
  };
  readonly ldap: { readonly ENABLE_LDAP: boolean };
  readonly 'ldap/server': LdapServerSettings;
  readonly oauth: OAuthSettings;
}

export interface OAuthSettings extends ClaimSettings {
  readonly ENABLE_OAUTH: boolean;
  readonly ENABLE_OAUTH_SIGNUP: boolean;
  readonly OAUTH_MERGE_ACCOUNTS_BY_EMAIL: boolean;
  readonly OAUTH_AUTO_REDIRECT: boolean;
  readonly OAUTH_PROVIDER_NAME: string;
  readonly OPENID_PROVIDER_URL: string;
  readonly OAUTH_CLIENT_ID: string;
  readonly OAUTH_CLIENT_SECRET: string;
  /** Empty: made of the address that Reeve is reached at. */
  readonly OPENID_REDIRECT_URI: string;
  readonly OAUTH_SCOPES: string;
  readonly OAUTH_CODE_CHALLENGE_METHOD: string;
  readonly OAUTH_TOKEN_ENDPOINT_AUTH_METHOD: string;
  /** Seconds; empty: the usual. */
  readonly OAUTH_TIMEOUT: number | '';
  readonly OAUTH_AUDIENCE: string;
  readonly ENABLE_OAUTH_GROUP_CREATION: boolean;
  /** JSON text of a list. */
  readonly OAUTH_BLOCKED_GROUPS: string;
  readonly OAUTH_GROUP_DEFAULT_SHARE: boolean | 'members';
  readonly OAUTH_UPDATE_NAME_ON_LOGIN: boolean;
  readonly OAUTH_UPDATE_EMAIL_ON_LOGIN: boolean;
  readonly OAUTH_UPDATE_PICTURE_ON_LOGIN: boolean;
}

export interface LdapServerSettings extends DirectoryAttributes {
  readonly host: string;
  /** Null: the protocol's own. */
  readonly port: number | null;
  /** Empty: the directory is searched by nobody in particular. */
  readonly app_dn: string;
  readonly app_dn_password: string;
  readonly search_base: string;
  /** Any number of filters, all of which have to hold; may be empty. */
  readonly search_filters: string;
  readonly use_tls: boolean;
  /** PEM file with the authorities that may vouch for the server; empty or null: those that Node knows. */
  readonly certificate_path: string | null;
  readonly validate_cert: boolean;
  readonly ciphers: string | null;
  readonly enable_group_creation: boolean;
}

/** The sections that settings in force are of. */
export const SETTINGS_SECTIONS: readonly (keyof SettingsInForce)[] = [
  'admin',
  'ldap',
  'ldap/server',
  'oauth',
];

/** Injection token of the process's {@link RememberedAdminSettings}. */
export const ADMIN_SETTINGS = Symbol('AdminSettings');

export interface AdminSettings {
  /** @throws ReeveError what the bus throws when the config service cannot be asked. */
  current(): Promise<SettingsInForce>;
  /** Something was changed: the next request asks anew. */
  forget(): void;
}

/** Milliseconds that settings are gone by without asking, for the case that a change goes untold. */
const REMEMBERED_MS = 30_000;
/** The same while the config service cannot be asked: nobody can change anything there either. */
const REMEMBERED_AWAY_MS = 1_000;
/** Milliseconds at most that whoever signs in waits for it. */
const ASKING_MS = 3_000;

/**
 * Asks the config service once, then remembers until it is told of a change. While the service is away it goes by what it
 * remembers, unless it was told that this has changed.
 */
export class RememberedAdminSettings implements AdminSettings {
  private remembered: { readonly settings: SettingsInForce; readonly until: number } | undefined;
  private underWay: Promise<SettingsInForce> | undefined;

  constructor(private readonly bus: BusClient) {
    bus.onReconnect(() => this.forget());
  }

  current(): Promise<SettingsInForce> {
    if (this.remembered !== undefined && this.remembered.until > Date.now()) {
      return Promise.resolve(this.remembered.settings);
    }
    this.underWay ??= this.ask();
    return this.underWay;
  }

  /** Something was changed: the next request asks anew. */
  forget(): void {
    this.remembered = undefined;
    this.underWay = undefined;
  }

  private async ask(): Promise<SettingsInForce> {
    // Starts in a later turn, so that `underWay` holds this very promise by the time it is looked at.
    await Promise.resolve();
    const asked = this.underWay;
    const isCurrent = () => this.underWay === asked;
    try {
      const call = { ...systemCall(randomUUID(), randomUUID()), deadline: Date.now() + ASKING_MS };
      const settings = settingsIn(
        await this.bus.request(configRpc.readSettings, { sections: SETTINGS_SECTIONS }, call),
      );
      // Forgotten meanwhile: the answer may be from before the change.
      if (isCurrent()) this.remembered = { settings, until: Date.now() + REMEMBERED_MS };
      return settings;
    } catch (error) {
      if (!isCurrent() || this.remembered === undefined) throw error;
      this.remembered = { ...this.remembered, until: Date.now() + REMEMBERED_AWAY_MS };
      return this.remembered.settings;
    } finally {
      if (isCurrent()) this.underWay = undefined;
    }
  }
}

/** Sound: the config service answers every section it is asked for, with every field that it declares. */
function settingsIn(sections: Readonly<Record<string, JsonObject>>): SettingsInForce {
  return sections as unknown as SettingsInForce;
}
