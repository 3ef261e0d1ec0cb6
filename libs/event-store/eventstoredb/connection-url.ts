import { readFileSync } from 'node:fs';

import type {
  ChannelCredentialOptions,
  Credentials,
  DNSClusterOptions,
  EndPoint,
  GossipClusterOptions,
  SingleNodeOptions,
} from '@eventstore/db-client';
import { EventStoreRefusedError } from '@reeve/event-store';

export interface ConnectionSettings {
  readonly server: (SingleNodeOptions | GossipClusterOptions | DNSClusterOptions) & {
    /** Milliseconds; -1 for never. */
    readonly keepAliveTimeout: number;
  };
  readonly channel: ChannelCredentialOptions;
  readonly credentials: Credentials | undefined;
}

const URL_PARTS =
  /^(?<scheme>esdb|esdb\+discover):\/\/(?:(?<user>[^/?#]*)@)?(?<hosts>[^/?#@]+)\/?(?:\?(?<query>.*))?$/i;
const HOST = /^(?<address>\[[0-9a-f:.]+\]|[^:[\]]+)(?::(?<port>\d{1,5}))?$/i;
const DEFAULT_PORT = 2113;

const BOOLEANS = ['tls', 'tlsVerifyCert', 'throwOnAppendFailure'] as const;
const TEXTS = ['tlsCAFile', 'userCertFile', 'userKeyFile', 'connectionName'] as const;
const NODE_PREFERENCES = ['leader', 'follower', 'random', 'read_only_replica'] as const;
const NUMBERS = [
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'defaultDeadline',
] as const;
const OPTIONS = [...BOOLEANS, ...TEXTS, ...NUMBERS, 'nodePreference'] as const;

/**
 * Milliseconds. A connection that is only half there is known for it after both together, so the client's own 10 s for the
 * answer would be long; 10 s between two questions is the least that it takes without a warning.
 */
const KEEP_ALIVE = { keepAliveInterval: 10_000, keepAliveTimeout: 3_000 };

/**
 * Reads EventStoreDB's connection string, `esdb://user:password@host:port,host:port?option=value`, or `esdb+discover://` with
 * the name of a cluster. The client's own reader cuts a password at its second colon, and prints the whole string, password
 * included, beside what it does not understand.
 *
 * @throws EventStoreRefusedError naming REEVE_EVENT_STORE_URL and what is wrong with it, and no part that may be secret.
 */
export function parseConnectionUrl(url: string): ConnectionSettings {
  const { scheme = '', user, hosts = '', query = '' } = URL_PARTS.exec(url.trim())?.groups ?? {};
  if (scheme === '') throw refused('must look like esdb://user:password@host:2113?tls=true');
  const { texts, numbers, booleans, nodePreference } = readOptions(query);
  const endpoints = hosts.split(',').map(readHost);
  const client = {
    ...KEEP_ALIVE,
    ...numbers,
    ...(nodePreference !== undefined && { nodePreference }),
    ...(texts.connectionName !== undefined && { connectionName: texts.connectionName }),
  };
  return {
    server: { ...client, ...whereToFind(scheme, endpoints) },
    channel: booleans.tls === false ? { insecure: true } : readCertificates(texts),
    credentials: user === undefined ? undefined : readCredentials(user),
  };
}

type Endpoints = { endpoint: EndPoint } | { endpoints: EndPoint[] } | { discover: EndPoint };

function whereToFind(scheme: string, endpoints: EndPoint[]): Endpoints {
  const [first, second] = endpoints;
  if (first === undefined) throw refused('names no host');
  if (scheme.toLowerCase() === 'esdb+discover') {
    if (second !== undefined) throw refused('may name only one host after esdb+discover://');
    return { discover: first };
  }
  return second === undefined ? { endpoint: first } : { endpoints };
}

function readHost(text: string): EndPoint {
  const { address = '', port } = HOST.exec(text)?.groups ?? {};
  if (address === '') throw refused('names a host that is none');
  return { address, port: port === undefined ? DEFAULT_PORT : Number(port) };
}

function readCredentials(user: string): Credentials {
  const colon = user.indexOf(':');
  if (colon < 1) throw refused('must name both user and password, or neither');
  return { username: decoded(user.slice(0, colon)), password: decoded(user.slice(colon + 1)) };
}

interface Options {
  readonly booleans: Partial<Record<(typeof BOOLEANS)[number], boolean>>;
  readonly texts: Partial<Record<(typeof TEXTS)[number], string>>;
  readonly numbers: Partial<Record<(typeof NUMBERS)[number], number>>;
  readonly nodePreference: (typeof NODE_PREFERENCES)[number] | undefined;
}

function readOptions(query: string): Options {
  const options = { booleans: {}, texts: {}, numbers: {}, nodePreference: undefined } as {
    -readonly [Key in keyof Options]: Options[Key];
  };
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s).map(decoded);
    const option = OPTIONS.find((known) => known.toLowerCase() === name.toLowerCase());
    if (option === undefined) throw refused(`has an option that is not known: ${name}`);
    if (isOneOf(BOOLEANS, option)) options.booleans[option] = readBoolean(option, value);
    else if (isOneOf(TEXTS, option)) options.texts[option] = value;
    else if (isOneOf(NUMBERS, option)) options.numbers[option] = readNumber(option, value);
    else options.nodePreference = readNodePreference(value);
  }
  refuseUnsupported(options);
  return options;
}

function refuseUnsupported({ booleans }: Options): void {
  if (booleans.tlsVerifyCert === false) {
    throw refused('has tlsVerifyCert=false, which the client cannot do: name the authority in tlsCAFile');
  }
  if (booleans.throwOnAppendFailure === false) {
    throw refused('has throwOnAppendFailure=false, with which conflicts would be answered wrongly');
  }
}

function readBoolean(option: string, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw refused(`must have ${option}=true or ${option}=false`);
  return value === 'true';
}

function readNumber(option: string, value: string): number {
  if (!/^(-1|\d{1,9})$/.test(value)) throw refused(`must have a whole number as ${option}`);
  return Number(value);
}

function readNodePreference(value: string): Options['nodePreference'] {
  const flat = (text: string): string => text.toLowerCase().replaceAll('_', '');
  const preference = NODE_PREFERENCES.find((known) => flat(known) === flat(value));
  if (preference === undefined)
    throw refused(`must have nodePreference as one of ${NODE_PREFERENCES.join(', ')}`);
  return preference;
}

function readCertificates({
  tlsCAFile,
  userCertFile,
  userKeyFile,
}: Options['texts']): ChannelCredentialOptions {
  if ((userCertFile === undefined) !== (userKeyFile === undefined)) {
    throw refused('must have userCertFile and userKeyFile both or neither');
  }
  return {
    ...(tlsCAFile !== undefined && { rootCertificate: readPem('tlsCAFile', tlsCAFile) }),
    ...(userCertFile !== undefined && { userCertFile: readPem('userCertFile', userCertFile) }),
    ...(userKeyFile !== undefined && { userKeyFile: readPem('userKeyFile', userKeyFile) }),
  };
}

function readPem(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw refused(`names a file as ${option} that cannot be read (${String(error)})`);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused('has a % that stands for itself: write it as %25');
  }
}

function isOneOf<const Names extends readonly string[]>(names: Names, name: string): name is Names[number] {
  return names.includes(name);
}

function refused(problem: string): EventStoreRefusedError {
  return new EventStoreRefusedError(`REEVE_EVENT_STORE_URL ${problem}`);
}
