import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { CHALLENGE_STEPS } from '@reeve/contracts';
import type { ChallengeStep, NextStep, PendingStep } from '@reeve/contracts';
import { SessionAnswer } from '../auths.answers.js';

export class NextStepAnswer {
  @ApiProperty({
    type: 'string',
    enum: [...CHALLENGE_STEPS],
    description: 'Enrol a second factor, prove the one there is, or present the ticket of a reset.',
  })
  readonly next_step!: ChallengeStep;

  @ApiProperty({ type: 'string', description: 'Stands for what was proven so far, once.' })
  readonly challenge_token!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Seconds.' })
  readonly expires_in!: number;
}

export class PendingAnswer {
  @ApiProperty({
    type: 'string',
    enum: ['pending'],
    description: 'An administrator has to let you in first.',
  })
  readonly next_step!: 'pending';
}

export class FactorStatusAnswer {
  @ApiProperty({ type: 'boolean', description: 'Whether the caller has a second factor.' })
  readonly enabled!: boolean;

  @ApiProperty({ type: 'boolean', description: 'Whether signing in asks for one.' })
  readonly required!: boolean;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly recovery_codes_remaining!: number;
}

export class FactorSecretAnswer {
  @ApiProperty({ type: 'string', description: 'Base32, for whoever cannot scan the picture.' })
  readonly manual_key!: string;

  @ApiProperty({ type: 'string', description: 'An SVG as a `data:` URI.' })
  readonly qr_code!: string;
}

export class RecoveryCodesAnswer {
  @ApiProperty({ type: 'string', isArray: true, description: 'Each is good once. Shown this once.' })
  readonly recovery_codes!: readonly string[];
}

export class EnrolledAnswer extends SessionAnswer implements RecoveryCodesAnswer {
  @ApiProperty({ type: 'string', isArray: true, description: 'Each is good once. Shown this once.' })
  readonly recovery_codes!: readonly string[];
}

export class ResetTicketAnswer {
  @ApiProperty({ type: 'string', description: 'For the person whose factor it is, and for nobody else.' })
  readonly reset_token!: string;

  @ApiProperty({ type: 'integer', description: 'Epoch seconds.' })
  readonly expires_at!: number;
}

/** Models that {@link SIGN_IN_ANSWER} and {@link ENROLLED_ANSWER} refer to. */
export const FACTOR_MODELS = [
  SessionAnswer,
  NextStepAnswer,
  PendingAnswer,
  EnrolledAnswer,
  RecoveryCodesAnswer,
] as const;

/** A session, or what comes before it. */
export const SIGN_IN_ANSWER = anyOf(SessionAnswer, NextStepAnswer, PendingAnswer);

/** A session with recovery codes; when another factor was replaced, the codes alone. */
export const ENROLLED_ANSWER = anyOf(EnrolledAnswer, RecoveryCodesAnswer);

export function stepAnswer(step: NextStep | PendingStep): NextStepAnswer | PendingAnswer {
  return step.nextStep === 'pending' ? { next_step: step.nextStep } : nextStepAnswer(step);
}

export function nextStepAnswer({ nextStep, challengeToken, expiresIn }: NextStep): NextStepAnswer {
  return { next_step: nextStep, challenge_token: challengeToken, expires_in: expiresIn };
}

function anyOf(...models: readonly (typeof FACTOR_MODELS)[number][]) {
  return { schema: { anyOf: models.map((model) => ({ $ref: getSchemaPath(model) })) } };
}
