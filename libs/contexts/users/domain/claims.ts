import { isJsonObject, usersErrors } from '@reeve/contracts';
import type { JsonObject, JsonValue, Role } from '@reeve/contracts';

/** Between the names of groups that are one text: commas are common in these. */
const GROUPS_SEPARATOR = ';';

/** How an identity provider's claims are read; names and values as the section OAuth declares them. */
export interface ClaimSettings {
  /** Empty: `sub`. */
  readonly OAUTH_SUB_CLAIM: string;
  readonly OAUTH_EMAIL_CLAIM: string;
  readonly OAUTH_USERNAME_CLAIM: string;
  readonly OAUTH_PICTURE_CLAIM: string;
  /** Separated by commas; `*`: all. */
  readonly OAUTH_ALLOWED_DOMAINS: string;
  readonly ENABLE_OAUTH_ROLE_MANAGEMENT: boolean;
  readonly OAUTH_ROLES_CLAIM: string;
  /** Separated by commas, as what follows. */
  readonly OAUTH_ADMIN_ROLES: string;
  readonly OAUTH_ALLOWED_ROLES: string;
  readonly ENABLE_OAUTH_GROUP_MANAGEMENT: boolean;
  readonly OAUTH_GROUP_CLAIM: string;
}

export interface ClaimedPerson {
  readonly subject: string;
  readonly email: string;
  /** Undefined where the provider does not say. */
  readonly emailVerified: boolean | undefined;
  readonly name: string;
  readonly picture: string | undefined;
  /** Undefined where providers have no say in roles. */
  readonly role: Role | undefined;
  /** Names; empty where the provider says none, or has no say in groups. */
  readonly groups: readonly string[];
}

/**
 * Who an identity provider says somebody is. Claims may lie deeper: `realm_access.roles`.
 *
 * @throws ReeveError `USERS-OAUTH-EMAIL-MISSING` 400 (also without a subject); `USERS-OAUTH-DOMAIN-REFUSED`,
 *   `USERS-OAUTH-ROLE-MISSING` 403.
 */
export function claimedPerson(claims: JsonObject, settings: ClaimSettings): ClaimedPerson {
  const subject = textOf(claimAt(claims, settings.OAUTH_SUB_CLAIM || 'sub'));
  const email = textOf(claimAt(claims, settings.OAUTH_EMAIL_CLAIM));
  if (subject === undefined || email === undefined) throw usersErrors.oauthEmailMissing();
  if (!isDomainAllowed(email, settings.OAUTH_ALLOWED_DOMAINS)) throw usersErrors.oauthDomainRefused();
  return {
    subject,
    email,
    emailVerified: verdictOf(claims['email_verified']),
    name: textOf(claimAt(claims, settings.OAUTH_USERNAME_CLAIM)) ?? email,
    picture: textOf(claimAt(claims, settings.OAUTH_PICTURE_CLAIM)),
    role: settings.ENABLE_OAUTH_ROLE_MANAGEMENT ? roleOf(claims, settings) : undefined,
    groups: settings.ENABLE_OAUTH_GROUP_MANAGEMENT
      ? textsOf(claimAt(claims, settings.OAUTH_GROUP_CLAIM), GROUPS_SEPARATOR)
      : [],
  };
}

function roleOf(claims: JsonObject, settings: ClaimSettings): Role {
  const held = new Set(textsOf(claimAt(claims, settings.OAUTH_ROLES_CLAIM)));
  if (listed(settings.OAUTH_ADMIN_ROLES).some((role) => held.has(role))) return 'admin';
  if (listed(settings.OAUTH_ALLOWED_ROLES).some((role) => held.has(role))) return 'user';
  throw usersErrors.oauthRoleMissing();
}

function isDomainAllowed(email: string, allowed: string): boolean {
  const domains = listed(allowed).map((domain) => domain.toLowerCase());
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return domains.includes('*') || domains.includes(domain);
}

function claimAt(claims: JsonObject, path: string): JsonValue | undefined {
  // A claim may have a dot in its own name, as those that are URLs do.
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<JsonValue | undefined>(
      (value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      claims,
    );
}

function textOf(value: JsonValue | undefined): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

function textsOf(value: JsonValue | undefined, separator = ','): readonly string[] {
  const values: readonly (JsonValue | undefined)[] = Array.isArray(value) ? value : [value];
  return values.flatMap((each) => {
    const text = textOf(each);
    return text === undefined ? [] : Array.isArray(value) ? [text] : listed(text, separator);
  });
}

/** Some providers have it as text. */
function verdictOf(value: JsonValue | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

const listed = (text: string, separator = ','): readonly string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
