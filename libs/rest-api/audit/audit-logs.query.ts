import { AUDIT_PAGE } from '@reeve/contracts';
import type { AuditQuery } from '@reeve/contracts';
import { IntegerField, TextField } from '../http/index.js';

const FILTER = { optional: true, minLength: 1, maxLength: 200 } as const;

/** Filters that are given all hold together. */
export class AuditLogsQuery implements AuditQuery {
  @TextField({ ...FILTER, description: 'Kind of thing that was acted upon: `config`, `user`, `session`, …' })
  readonly entity_type?: string;

  @TextField({ ...FILTER, description: 'Which thing of its kind.' })
  readonly entity_id?: string;

  @TextField({ ...FILTER, description: 'Id of the person who acted.' })
  readonly user_id?: string;

  @TextField({ ...FILTER, description: 'What was done: `user_registered`, `request_refused`, …' })
  readonly action?: string;

  @IntegerField({ optional: true, min: 0, description: 'Not before this time: epoch seconds, inclusive.' })
  readonly from?: number;

  @IntegerField({ optional: true, min: 0, description: 'Not after this time: epoch seconds, inclusive.' })
  readonly to?: number;

  @IntegerField({ optional: true, min: 1, max: AUDIT_PAGE.maxLimit, description: 'Entries of this page.' })
  readonly limit: number = AUDIT_PAGE.defaultLimit;

  @IntegerField({
    optional: true,
    min: 0,
    max: AUDIT_PAGE.maxOffset,
    description: 'Entries before this page. To reach further back than this allows, narrow `to`.',
  })
  readonly offset: number = 0;
}
