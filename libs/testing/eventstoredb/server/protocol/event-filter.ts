import type streams from '@eventstore/db-client/generated/streams_pb.js';

import type { LogRecord } from '../log/log-record.js';
import { invalidArgument } from './rpc-errors.js';

export type EventFilter = (record: LogRecord) => boolean;

type FilterOptions = streams.ReadReq.Options.FilterOptions;

/** @throws RpcError when the expression is no regular expression. */
export function toEventFilter(options: FilterOptions | undefined): EventFilter {
  const stream = options?.getStreamIdentifier();
  const type = options?.getEventType();
  if (stream !== undefined) return passing(stream, (record) => record.stream);
  if (type !== undefined) return passing(type, (record) => record.type);
  return () => true;
}

function passing(
  expression: streams.ReadReq.Options.FilterOptions.Expression,
  textOf: (record: LogRecord) => string,
): EventFilter {
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (record) => prefixes.some((prefix) => textOf(record).startsWith(prefix));
  const pattern = toRegExp(expression.getRegex());
  return (record) => pattern.test(textOf(record));
}

/** The real server reads it as .NET does; what clients use reads the same in both. */
function toRegExp(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    throw invalidArgument(String(error));
  }
}
