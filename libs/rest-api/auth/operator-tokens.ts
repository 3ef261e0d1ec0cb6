import { Inject, Injectable } from '@nestjs/common';
import { OPERATOR_TOKENS } from '@reeve/contracts';
import jwt from 'jsonwebtoken';

/** Injection token of the key (text) that operators' tokens are signed with; null: there are no operators. */
export const OPERATOR_SECRET = Symbol('OperatorSecret');

/** Knows the tokens of whoever has the installation's key (`OPERATOR_TOKENS`). */
@Injectable()
export class OperatorTokens {
  constructor(@Inject(OPERATOR_SECRET) private readonly secret: string | null) {}

  isGood(credential: string): boolean {
    if (this.secret === null) return false;
    try {
      const options = { algorithms: ['HS256'], maxAge: OPERATOR_TOKENS.seconds } satisfies jwt.VerifyOptions;
      const claims = jwt.verify(credential, this.secret, options);
      return typeof claims === 'object' && claims['typ'] === OPERATOR_TOKENS.type;
    } catch {
      return false;
    }
  }
}
