import { ChoiceField } from '../http/index.js';

export const REVEAL = 'reveal';

/** `?secrets=reveal`: in clear. It is itself audited, and refused to API keys. */
export class RevealQuery {
  @ChoiceField([REVEAL, 'masked'], {
    optional: true,
    description:
      '`reveal` answers secrets in clear. That is recorded in the audit log, and refused to API keys.',
  })
  secrets: 'reveal' | 'masked' = 'masked';
}
