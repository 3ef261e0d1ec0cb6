import { ReeveError, validationFailed } from '../errors/reeve-error.js';

export const auditErrors = {
  /** What is not projected yet would be taken for missing. */
  behind: () =>
    new ReeveError(
      'AUDIT-BEHIND',
      503,
      'The audit log has not come as far as the part of the log it is to be compared with. Try again shortly; whether it follows the log is shown by the projections.',
      { retry_after: 2 },
    ),
  /** A position of another log, or of one that was longer. */
  noSuchPosition: () =>
    validationFailed([
      { loc: ['query', 'after'], type: 'value_error', msg: 'Input should be a position of this log' },
    ]),
} as const;
