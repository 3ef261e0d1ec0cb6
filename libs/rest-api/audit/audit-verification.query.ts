import { AUDIT_VERIFICATION } from '@reeve/contracts';
import type { AuditVerificationQuery as Query } from '@reeve/contracts';
import { IntegerField, TextField } from '../http/index.js';

/** Which part of the log is compared. */
export class AuditVerificationQuery implements Query {
  @TextField({
    optional: true,
    minLength: 1,
    maxLength: 100,
    description: 'The `next` of the part before; the first part without it.',
  })
  readonly after?: string;

  @IntegerField({
    optional: true,
    min: 1,
    max: AUDIT_VERIFICATION.maxLimit,
    description: 'Events of this part.',
  })
  readonly limit: number = AUDIT_VERIFICATION.defaultLimit;
}
