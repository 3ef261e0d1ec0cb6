import { DataKeyStoreRefusedError } from '@reeve/sealing';
import type { DataKeyStore } from '@reeve/sealing';
import { JetStreamDataKeyStore } from './jetstream-data-key-store.js';
import { ask, refuse } from './jetstream-api.js';
import type { Connection } from './jetstream-api.js';
import { KeyStream } from './key-stream.js';

export interface JetStreamDataKeyStoreOptions {
  /** The connection to NATS that there is now; asked for at each request. It stays its owner's. */
  readonly connection: () => Connection | undefined;
  /** Of the stream, when this is who makes it: 1, 3 or 5; no more than there are servers in the cluster. */
  readonly replicas?: number;
  /** Name of the stream, and first word of its subjects: installations that share an account of NATS differ in it. */
  readonly stream?: string;
}

const DEFAULT_STREAM = 'REEVE_KEYS';

/** In the description of the stream: what it is, for people, and its format, for later versions. */
const FORMAT = 1;
const DESCRIPTION = `Wrapped data keys of Reeve, format ${FORMAT}. Without them, what is sealed stays sealed: back them up.`;
const DESCRIBED = /^Wrapped data keys of Reeve, format (\d+)\./;

const STREAM_NOT_FOUND = 10059;
const STREAM_NAME_IN_USE = 10058;

/** Never drops anything by itself: a message goes when it is erased, and only then. */
const KEPT_FOR_EVER = {
  retention: 'limits',
  storage: 'file',
  max_msgs: -1,
  max_bytes: -1,
  max_age: 0,
  // A superseded message would only be let go of, not overwritten on the disk.
  max_msgs_per_subject: -1,
} as const;

type StreamConfig = Readonly<Record<string, unknown>>;
type Connect = JetStreamDataKeyStoreOptions['connection'];

/**
 * The key store in a stream of NATS, made when there is none. Durable as NATS is configured: `sync_interval: always`, or replicas.
 *
 * @throws DataKeyStoreRefusedError when there is another stream of that name, or a newer version's; when NATS has no JetStream, or this
 *   user may not use it.
 * @throws DataKeyStoreUnavailableError when NATS, or its JetStream, is not there.
 */
export async function openJetStreamDataKeyStore(
  options: JetStreamDataKeyStoreOptions,
): Promise<DataKeyStore> {
  const { connection, stream = DEFAULT_STREAM, replicas = 1 } = options;
  const found = (await find(stream, connection)) ?? (await make(stream, replicas, connection));
  refuseForeign(stream, found ?? (await find(stream, connection)) ?? {});
  return new JetStreamDataKeyStore(new KeyStream(stream, connection));
}

async function find(stream: string, connection: Connect): Promise<StreamConfig | undefined> {
  const answer = await ask<{ readonly config: StreamConfig }>(
    connection(),
    `$JS.API.STREAM.INFO.${stream}`,
    {},
  );
  if (!('error' in answer)) return answer.config;
  return answer.error.err_code === STREAM_NOT_FOUND ? undefined : refuse(answer.error);
}

/** @returns undefined when somebody else was faster, with other settings. */
async function make(
  stream: string,
  replicas: number,
  connection: Connect,
): Promise<StreamConfig | undefined> {
  const answer = await ask<{ readonly config: StreamConfig }>(
    connection(),
    `$JS.API.STREAM.CREATE.${stream}`,
    {
      name: stream,
      description: DESCRIPTION,
      subjects: [`${stream}.>`],
      num_replicas: replicas,
      // A replica that lags behind would say of a key that was just added that it never was.
      allow_direct: false,
      deny_purge: true,
      ...KEPT_FOR_EVER,
    },
  );
  if (!('error' in answer)) return answer.config;
  return answer.error.err_code === STREAM_NAME_IN_USE ? undefined : refuse(answer.error);
}

function refuseForeign(stream: string, config: StreamConfig): void {
  const format = Number(DESCRIBED.exec(String(config['description']))?.[1]);
  if (format > FORMAT) {
    throw new DataKeyStoreRefusedError(
      `The stream ${stream} was written by a newer version of Reeve (format ${format}, this is ${FORMAT}): start that version`,
    );
  }
  const keepsAll = Object.entries(KEPT_FOR_EVER).every(([setting, value]) => config[setting] === value);
  if (format === FORMAT && keepsAll && String(config['subjects']) === `${stream}.>`) return;
  throw new DataKeyStoreRefusedError(
    `The stream ${stream} is not a key store of Reeve, or is set to forget: ` +
      'mend its settings, or give Reeve another account of NATS',
  );
}
