import { parseArgs } from 'node:util';
import { PROJECTION_MENDINGS, PROJECTIONS } from '@reeve/contracts';
import type { ProjectionMending, ProjectionName } from '@reeve/contracts';

export const HELP = `Looks after a running Reeve.

  reeve projections status            how the documents follow the log, in all processes
  reeve projections rebuild <name>    empty its documents and make them again from the first event
  reeve projections resume <name>     try again the event where it stands still
  reeve audit verify                  compare the audit log with the log of events, from the first to the last
  reeve admin reset-factor <person>   a ticket with which somebody who has lost their second factor enrols another one

  <name>     ${PROJECTIONS.join(', ')}
  <person>   their e-mail, or their id
  --reason   why, for the audit log, which keeps it for good
  --json     answer as JSON
  --help     this text

Environment:
  REEVE_URL                        where Reeve listens; http://127.0.0.1:8080 when it is not set
  REEVE_TOKEN                      an administrator's token, or else
  REEVE_EMAIL and REEVE_PASSWORD   an administrator's, for a session of this command alone,
  REEVE_CODE                       with a code of theirs where a second factor is asked for
  REEVE_MASTER_KEY                 the installation's, or else the one in REEVE_DATA_DIR: resets the factor of anybody, the
                                   primary administrator included, where none of the above is set

It ends with 0 when all is well, 1 when Reeve cannot be reached or refuses, or the audit log differs from the log of events,
2 when the command is not one of these, and 3 when a projection does not follow the log.`;

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'status'; readonly json: boolean }
  | { readonly kind: 'verify-audit'; readonly json: boolean }
  | {
      readonly kind: 'mend';
      readonly mending: ProjectionMending;
      readonly projection: ProjectionName;
      readonly json: boolean;
    }
  | {
      readonly kind: 'reset-factor';
      readonly person: string;
      readonly reason: string;
      readonly json: boolean;
    };

/** What was asked for is no command. Its message says what would be one. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parsed(args);
  if (values.help === true || positionals.length === 0) return { kind: 'help' };
  const json = values.json === true;
  const [subject = '', verb = '', name, ...rest] = positionals;
  if (subject === 'admin') return resetFactor(verb, name, rest, values.reason, json);
  if (values.reason !== undefined) throw new UsageError('"--reason" goes with "admin reset-factor".');
  if (subject === 'audit') {
    if (verb !== 'verify' || name !== undefined) throw new UsageError('"audit" is followed by verify.');
    return { kind: 'verify-audit', json };
  }
  if (subject !== 'projections') throw new UsageError(`There is no command "${subject}".`);
  if (verb === 'status' && name === undefined) return { kind: 'status', json };
  const mending = PROJECTION_MENDINGS.find((each) => each === verb);
  if (mending === undefined) throw new UsageError(`"projections" is followed by status, rebuild or resume.`);
  const projection = PROJECTIONS.find((each) => each === name);
  if (projection === undefined || rest.length > 0) {
    throw new UsageError(`"projections ${mending}" is followed by one of ${PROJECTIONS.join(', ')}.`);
  }
  return { kind: 'mend', mending, projection, json };
}

function resetFactor(
  verb: string,
  person: string | undefined,
  rest: readonly string[],
  reason: string | undefined,
  json: boolean,
): Command {
  if (verb !== 'reset-factor') throw new UsageError('"admin" is followed by reset-factor.');
  if (person === undefined || rest.length > 0) {
    throw new UsageError('"admin reset-factor" is followed by the e-mail or the id of one person.');
  }
  if (reason === undefined || reason.trim() === '') {
    throw new UsageError('"admin reset-factor" asks for a --reason.');
  }
  return { kind: 'reset-factor', person, reason: reason.trim(), json };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        reason: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
