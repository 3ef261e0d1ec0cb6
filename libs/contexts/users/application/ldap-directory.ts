import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { Client, Entry, Filter } from 'ldapts';
import { NAME_ATTRIBUTE } from '@reeve/users/domain';
import type { DirectoryEntry } from '@reeve/users/domain';
import type { LdapServerSettings } from './admin-settings.js';

/** What a directory says to somebody's name and password. */
export type DirectoryVerdict =
  | { readonly kind: 'known'; readonly entry: DirectoryEntry }
  | { readonly kind: 'refused' }
  /** It does not answer, or not in time. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** It cannot be asked with these settings. */
  | { readonly kind: 'misconfigured'; readonly reason: string };

/** Asks a directory whether somebody is who they say. Never throws for what the directory or the settings are at fault for. */
export type AskDirectory = (
  server: LdapServerSettings,
  credentials: { readonly user: string; readonly password: string },
  /** Milliseconds that it may take in all. */
  withinMs: number,
) => Promise<DirectoryVerdict>;

/** Loaded when first needed: most installations have no directory. */
const ldapts = () => import('ldapts');

const PORT = { ldap: 389, ldaps: 636 } as const;
/** More than one is as good as none. */
const MOST_ENTRIES = 2;

/** Over LDAP version 3, with TLS from the first byte on where the settings say so: searches for the user, then binds as them. */
export const askLdapDirectory: AskDirectory = async (server, { user, password }, withinMs) => {
  // A bind without a password succeeds, as nobody (RFC 4513, 5.1.2).
  if (user === '' || password === '') return { kind: 'refused' };
  const { Client } = await ldapts();
  const configured = await orMisconfigured(async () => ({
    filter: await filterOf(server, user),
    tlsOptions: await tlsOptionsOf(server),
  }));
  if ('kind' in configured) return configured;
  const client = new Client({
    url: urlOf(server),
    connectTimeout: withinMs,
    timeout: withinMs,
    ...(configured.tlsOptions === undefined ? {} : { tlsOptions: configured.tlsOptions }),
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DirectoryVerdict>((resolve) => {
    timer = setTimeout(
      () => resolve({ kind: 'unreachable', reason: `No answer in ${String(withinMs)} ms` }),
      withinMs,
    );
  });
  try {
    return await Promise.race([late, ask(client, server, configured.filter, password)]);
  } finally {
    clearTimeout(timer);
    await client.unbind().catch(() => undefined);
  }
};

async function ask(
  client: Client,
  server: LdapServerSettings,
  filter: Filter,
  password: string,
): Promise<DirectoryVerdict> {
  const { InvalidCredentialsError, ResultCodeError } = await ldapts();
  try {
    if (server.app_dn !== '') await client.bind(server.app_dn, server.app_dn_password);
    const { attribute_for_mail, attribute_for_username, attribute_for_groups } = server;
    const { searchEntries } = await client.search(server.search_base, {
      scope: 'sub',
      filter,
      sizeLimit: MOST_ENTRIES,
      attributes: [
        attribute_for_username,
        attribute_for_mail,
        NAME_ATTRIBUTE,
        ...(server.enable_group_management ? [attribute_for_groups] : []),
      ],
    });
    const [found, ...others] = searchEntries;
    if (found === undefined || others.length > 0) return { kind: 'refused' };
    try {
      await client.bind(found.dn, password);
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return { kind: 'refused' };
      throw error;
    }
    return { kind: 'known', entry: textsOf(found) };
  } catch (error) {
    // It has answered, and says no: to the application, to the search base, to who may search.
    if (error instanceof ResultCodeError) return { kind: 'misconfigured', reason: reasonOf(error) };
    return { kind: 'unreachable', reason: reasonOf(error) };
  }
}

/** The user's name is a value of its own in the request, never text that a filter is parsed from: nothing in it can be a filter. */
async function filterOf(
  { attribute_for_username: attribute, search_filters: filters }: LdapServerSettings,
  user: string,
): Promise<Filter> {
  const { AndFilter, EqualityFilter, FilterParser } = await ldapts();
  const byName = new EqualityFilter({ attribute, value: user });
  if (filters.trim() === '') return byName;
  if (!isBalanced(filters)) throw new Error('The parentheses of search_filters are not balanced');
  return new AndFilter({ filters: [byName, FilterParser.parseString(`(&${filters.trim()})`)] });
}

/** The parser takes what is cut short. Parentheses within values are escaped (RFC 4515, 3). */
function isBalanced(filters: string): boolean {
  let depth = 0;
  for (const character of filters) {
    if (character === '(') depth++;
    if (character === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

async function tlsOptionsOf({
  use_tls,
  host,
  certificate_path,
  validate_cert,
  ciphers,
}: LdapServerSettings): Promise<ConnectionOptions | undefined> {
  if (!use_tls) return undefined;
  return {
    rejectUnauthorized: validate_cert,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(certificate_path === null || certificate_path === '' ? {} : { ca: await readFile(certificate_path) }),
    // `ALL` is Open WebUI's default; Node's own choice is narrower and better.
    ...(ciphers === null || ciphers === '' || ciphers === 'ALL' ? {} : { ciphers }),
  };
}

function urlOf({ use_tls, host, port }: LdapServerSettings): string {
  const scheme = use_tls ? 'ldaps' : 'ldap';
  return `${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${String(port ?? PORT[scheme])}`;
}

async function orMisconfigured<T extends object>(make: () => Promise<T>): Promise<T | DirectoryVerdict> {
  try {
    return await make();
  } catch (error) {
    return { kind: 'misconfigured', reason: reasonOf(error) };
  }
}

function textsOf(entry: Entry): DirectoryEntry {
  const texts = Object.entries(entry).map(([name, values]): [string, string[]] => [
    name,
    [values].flat().map((value) => (typeof value === 'string' ? value : value.toString('utf8'))),
  ]);
  return Object.fromEntries(texts);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
