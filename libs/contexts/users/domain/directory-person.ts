import { usersErrors } from '@reeve/contracts';
import { commonNameOf } from './distinguished-name.js';

/** What a directory says of somebody, by the names of its attributes: of each, the values it has. */
export type DirectoryEntry = Readonly<Record<string, readonly string[]>>;

export interface DirectoryAttributes {
  readonly attribute_for_mail: string;
  readonly attribute_for_username: string;
  /** Behind the user name, for whoever has no e-mail; empty: there is none for them. */
  readonly default_email_domain: string;
  readonly enable_group_management: boolean;
  /** Has the distinguished names of the groups that somebody is in. */
  readonly attribute_for_groups: string;
}

/** What the directory is asked for of somebody. */
export const NAME_ATTRIBUTE = 'cn';

export interface DirectoryPerson {
  readonly email: string;
  readonly name: string;
  /** Names; empty where the directory says none, or has no say in groups. */
  readonly groups: readonly string[];
}

/** @throws ReeveError `USERS-LDAP-EMAIL-MISSING` 400. */
export function directoryPerson(entry: DirectoryEntry, attributes: DirectoryAttributes): DirectoryPerson {
  const first = (attribute: string) =>
    valuesOf(entry, attribute)
      .find((value) => value.trim() !== '')
      ?.trim();
  const userName = first(attributes.attribute_for_username);
  const email = first(attributes.attribute_for_mail) ?? addressOf(userName, attributes.default_email_domain);
  if (email === undefined) throw usersErrors.ldapEmailMissing();
  const groups = attributes.enable_group_management
    ? valuesOf(entry, attributes.attribute_for_groups).flatMap((dn) => commonNameOf(dn) ?? [])
    : [];
  return { email, name: first(NAME_ATTRIBUTE) ?? userName ?? email, groups };
}

function addressOf(userName: string | undefined, domain: string): string | undefined {
  return userName === undefined || domain === '' ? undefined : `${userName}@${domain}`;
}

/** Names of attributes are the same in whatever case (RFC 4512, 2.5). */
function valuesOf(entry: DirectoryEntry, attribute: string): readonly string[] {
  const wanted = attribute.toLowerCase();
  return Object.entries(entry).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? [];
}
