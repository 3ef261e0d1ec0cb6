import { BooleanField, OnlyDeclaredFields, TextField } from '../../http/index.js';

const TOKEN = { minLength: 20, maxLength: 160, format: 'password' } as const;

@OnlyDeclaredFields()
export class ChallengeBody {
  @TextField({ ...TOKEN, description: 'As the step before answered it.' })
  readonly challenge_token!: string;
}

@OnlyDeclaredFields()
export class FactorBody {
  @TextField({
    minLength: 1,
    maxLength: 128,
    format: 'password',
    description: 'Six digits, or a recovery code.',
  })
  readonly code!: string;

  @BooleanField({ optional: true, description: 'Whether it is a recovery code.' })
  readonly recovery: boolean = false;
}

@OnlyDeclaredFields()
export class VerifyBody extends FactorBody {
  @TextField({ ...TOKEN, description: 'As the step before answered it.' })
  readonly challenge_token!: string;
}

@OnlyDeclaredFields()
export class RecoverBody extends ChallengeBody {
  @TextField({ ...TOKEN, description: 'The ticket, as whoever has reset the factor was told it.' })
  readonly reset_token!: string;
}

@OnlyDeclaredFields()
export class ResetFactorBody {
  /** Not in the path: that is logged. */
  @TextField({ minLength: 1, maxLength: 254, description: 'Whose: their id, or their e-mail.' })
  readonly user!: string;

  @TextField({
    minLength: 1,
    maxLength: 500,
    description: 'For the audit log, which keeps it for good: better a reference than anything personal.',
    example: 'Ticket 4711: lost telephone',
  })
  readonly reason!: string;
}
