import { errors, ReeveError } from '@reeve/contracts';
import type { JsonObject, RowOutcome } from '@reeve/contracts';
import { errorBody } from '../http/error-body.js';
import type { UserImport } from './user-import.js';

/** Newline-delimited JSON, as the type of a row says. */
export const REPORT_TYPE = 'application/x-ndjson; charset=utf-8';

const count = { type: 'integer', minimum: 0 };

/** A line of the report. */
export const REPORT_LINE = {
  oneOf: [
    {
      type: 'object',
      required: ['line', 'outcome'],
      properties: {
        line: { type: 'integer', minimum: 1, description: 'Where the row begins in the file.' },
        outcome: {
          type: 'string',
          enum: ['created', 'exists', 'invalid'],
          description: '`exists`: somebody has the e-mail.',
        },
        code: { type: 'string', description: 'Why it is invalid.' },
        detail: { type: 'string' },
      },
    },
    {
      type: 'object',
      required: ['summary'],
      properties: {
        summary: {
          type: 'object',
          required: ['complete', 'dry_run', 'visible', 'created', 'exists', 'invalid'],
          properties: {
            complete: {
              type: 'boolean',
              description: 'False: the rows that have no line were not looked at.',
            },
            dry_run: { type: 'boolean' },
            visible: { type: 'boolean', description: 'False: reads may take a moment to show all accounts.' },
            created: count,
            exists: count,
            invalid: count,
            error: {
              type: 'object',
              additionalProperties: true,
              description: 'Why it is not complete, as errors are answered.',
            },
          },
        },
      },
    },
  ],
};

export function lineOf(outcome: RowOutcome): string {
  return JSON.stringify(outcome);
}

/** @param error what ended it before the end of the file. */
export function summaryOf(
  { rows, visible }: Pick<UserImport, 'rows' | 'visible'>,
  dryRun: boolean,
  requestId: string,
  error?: unknown,
): string {
  const ended: JsonObject = error === undefined ? {} : { error: errorBody(asReeveError(error), requestId) };
  const summary = { complete: error === undefined, dry_run: dryRun, visible, ...rows, ...ended };
  return JSON.stringify({ summary });
}

const asReeveError = (error: unknown): ReeveError =>
  error instanceof ReeveError ? error : errors.internal();
