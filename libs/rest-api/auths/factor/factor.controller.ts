import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { configRpc, factorErrors, factorRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Call, NotStored, Public, Requires, sayVisibility, ValidBody } from '../../http/index.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { SessionAnswer } from '../auths.answers.js';
import type { OwnSession } from '../auths.answers.js';
import { challengeCookieOf, setChallengeCookie } from './challenge-cookie.js';
import {
  ENROLLED_ANSWER,
  FACTOR_MODELS,
  FactorSecretAnswer,
  FactorStatusAnswer,
  NextStepAnswer,
  nextStepAnswer,
  RecoveryCodesAnswer,
} from './factor.answers.js';
import type { EnrolledAnswer } from './factor.answers.js';
import { ChallengeBody, FactorBody, RecoverBody, VerifyBody } from './factor.bodies.js';
import { factorPicture } from './factor-picture.js';
import { SignInAnswers } from './sign-in-answers.js';

const CHALLENGE = 'USERS-CHALLENGE-INVALID';
const CODE = 'USERS-FACTOR-CODE-INVALID';
const TOO_MANY = 'USERS-FACTOR-ATTEMPTS-EXCEEDED; RATE-LIMITED';
const OWN = 'USERS-FACTOR-NEEDS-SESSION';

/** The second factor: what comes between a password and a session, and what people do with their own (reference 11.3). */
@ApiTags('auths')
@ApiExtraModels(...FACTOR_MODELS)
@Controller('api/v1/auths/mfa')
export class FactorController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly answers: SignInAnswers,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'cookieSecure' | 'name'>,
  ) {}

  @Get('status')
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Read how it is with one’s own second factor',
    answer: FactorStatusAnswer,
    errors: { 403: OWN },
  })
  async status(@Call() call: CallContext): Promise<FactorStatusAnswer> {
    const { enabled, required, recoveryCodesLeft } = await this.bus.request(factorRpc.status, {}, call);
    return { enabled, required, recovery_codes_remaining: recoveryCodesLeft };
  }

  @Post('challenge')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Go on with a sign-in that an identity provider has vouched for',
    description:
      'Takes the cookie `mfa_challenge`, which coming back from the provider has set, and only from the page of this installation: the header `Origin` has to say so.',
    answer: NextStepAnswer,
    errors: { 401: CHALLENGE, 403: 'USERS-CHALLENGE-ORIGIN-REFUSED', 429: 'RATE-LIMITED' },
  })
  async challenge(
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NextStepAnswer> {
    await this.assertOwnPage(request, call);
    const challengeToken = challengeCookieOf(request);
    if (challengeToken === null) throw factorErrors.challengeInvalid();
    const { step, expiresIn } = await this.bus.request(factorRpc.readChallenge, { challengeToken }, call);
    setChallengeCookie(reply, '', 0, this.settings);
    return { next_step: step, challenge_token: challengeToken, expires_in: expiresIn };
  }

  @Post('enroll/start')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Begin to enrol a second factor',
    description: 'Asked again, another secret takes the place of the one before.',
    answer: FactorSecretAnswer,
    errors: {
      401: CHALLENGE,
      409: 'USERS-FACTOR-ENROLLED-ALREADY, USERS-FACTOR-NOT-ENROLLED, USERS-FACTOR-ENROLMENT-NOT-BEGUN',
      429: 'RATE-LIMITED',
    },
  })
  async enrollStart(
    @ValidBody(ChallengeBody) { challenge_token }: ChallengeBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FactorSecretAnswer> {
    const asked = { challengeToken: challenge_token };
    const begun = await this.bus.request(factorRpc.beginEnrolment, asked, call);
    sayVisibility(reply, begun);
    const { secret, email } = begun;
    return { manual_key: secret, qr_code: await factorPicture(secret, email, this.settings.name) };
  }

  @Post('enroll/confirm')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Confirm a second factor with its first code',
    description:
      'Signs in, and sets the cookie `token` as well. Where it replaces another factor, all sessions have ended instead, and only the codes are answered.',
    answer: ENROLLED_ANSWER,
    errors: {
      401: `${CHALLENGE}, ${CODE}`,
      409: 'USERS-FACTOR-ENROLMENT-NOT-BEGUN, USERS-FACTOR-ENROLLED-ALREADY, USERS-FACTOR-NOT-ENROLLED, USERS-FACTOR-CODES-NOT-SHOWN-AGAIN',
      429: TOO_MANY,
    },
  })
  async enrollConfirm(
    @ValidBody(VerifyBody) { challenge_token, code }: VerifyBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnrolledAnswer | RecoveryCodesAnswer> {
    const confirmed = await this.bus.request(
      factorRpc.confirmEnrolment,
      { challengeToken: challenge_token, code },
      call,
    );
    sayVisibility(reply, confirmed);
    const codes = { recovery_codes: confirmed.recoveryCodes };
    if (confirmed.session === null) return codes;
    return { ...(await this.answers.session(confirmed.session, call, reply)), ...codes };
  }

  @Post('verify')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Prove the second factor, and sign in',
    description:
      'Six digits, good for half a minute and a little longer, or a recovery code; each is good once. Sets the cookie `token` as well.',
    answer: SessionAnswer,
    errors: {
      401: `${CHALLENGE}, ${CODE}`,
      409: 'USERS-FACTOR-CHANGED, USERS-FACTOR-NOT-ENROLLED',
      429: TOO_MANY,
    },
  })
  async verify(
    @ValidBody(VerifyBody) { challenge_token, code, recovery }: VerifyBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnSession> {
    const proof = { challengeToken: challenge_token, code, recovery };
    const session = await this.bus.request(factorRpc.verify, proof, call);
    sayVisibility(reply, session);
    return await this.answers.session(session, call, reply);
  }

  @Post('replace')
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Begin to replace one’s own second factor',
    description:
      'With a session that is at most 300 seconds old. The old one stays until the new one is confirmed.',
    answer: NextStepAnswer,
    errors: {
      401: CODE,
      403: `${OWN}, USERS-FACTOR-NEEDS-FRESH-SESSION`,
      409: 'USERS-FACTOR-NOT-ENROLLED, USERS-FACTOR-CHANGED',
      429: TOO_MANY,
    },
  })
  async replace(
    @ValidBody(FactorBody) { code, recovery }: FactorBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NextStepAnswer> {
    const step = await this.bus.request(factorRpc.replace, { code, recovery }, call);
    sayVisibility(reply, step);
    return nextStepAnswer(step);
  }

  @Post('recovery/codes')
  @Requires('session')
  @NotStored()
  @Documented({
    summary: 'Ask for other recovery codes',
    description: 'Those before are good for nothing any more. Ends every session of one’s own.',
    answer: RecoveryCodesAnswer,
    errors: {
      401: CODE,
      403: OWN,
      409: 'USERS-FACTOR-NOT-ENROLLED, USERS-FACTOR-CHANGED, USERS-FACTOR-CODES-NOT-SHOWN-AGAIN',
      429: TOO_MANY,
    },
  })
  async renewRecoveryCodes(
    @ValidBody(FactorBody) { code, recovery }: FactorBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecoveryCodesAnswer> {
    const renewed = await this.bus.request(factorRpc.renewRecoveryCodes, { code, recovery }, call);
    sayVisibility(reply, renewed);
    return { recovery_codes: renewed.recoveryCodes };
  }

  @Post('recover')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Present the ticket of a reset',
    description: 'The second factor is gone from here on; what comes next is to enrol another one.',
    answer: NextStepAnswer,
    errors: { 401: `${CHALLENGE}, USERS-FACTOR-TICKET-INVALID`, 429: TOO_MANY },
  })
  async recover(
    @ValidBody(RecoverBody) { challenge_token, reset_token }: RecoverBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NextStepAnswer> {
    const presented = { challengeToken: challenge_token, ticket: reset_token };
    const step = await this.bus.request(factorRpc.recover, presented, call);
    sayVisibility(reply, step);
    return nextStepAnswer(step);
  }

  /** A page of another site must not go on with what was begun here. @throws ReeveError `USERS-CHALLENGE-ORIGIN-REFUSED` 403. */
  private async assertOwnPage({ headers, protocol, host }: FastifyRequest, call: CallContext): Promise<void> {
    const { WEBUI_URL } = await this.bus.request(configRpc.readPublic, {}, call);
    const own = [`${protocol}://${host}`, ...(typeof WEBUI_URL === 'string' ? [originIn(WEBUI_URL)] : [])];
    if (headers.origin === undefined || !own.includes(headers.origin)) {
      throw factorErrors.challengeOriginRefused();
    }
  }
}

const originIn = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '');
