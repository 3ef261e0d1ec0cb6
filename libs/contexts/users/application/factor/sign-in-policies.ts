import { randomUUID } from 'node:crypto';
import type { CallContext, Visibility } from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import { readYourWrites, systemCall } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { NOTHING_ASKED, signInPolicyStream } from '@reeve/users/domain';
import { SIGN_IN_POLICY, SIGN_IN_POLICY_ID } from '@reeve/users/projections';
import type { SignInPolicyDocument } from '@reeve/users/projections';
import { v5 } from 'uuid';
import type { AdminSettings } from '../admin-settings.js';
import type { UsersAggregates } from '../users-aggregates.js';

const NEVER_SET: SignInPolicyDocument = { policy: { ...NOTHING_ASKED }, epoch: null };
const LOOK_EVERY_MS = 30_000;
const RETRY_MS = 1_000;

/**
 * What sign-ins ask for. It follows what administrators have set, and is no other way of asking for that: a session is started in
 * the epoch that began with what it was started by, so that none outlives a change.
 */
export class SignInPolicies {
  private readonly documents: Collection<SignInPolicyDocument>;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    documentStore: DocumentStore,
    private readonly aggregates: UsersAggregates,
    private readonly settings: AdminSettings,
    private readonly progress: ProjectionProgress,
  ) {
    this.documents = documentStore.collection<SignInPolicyDocument>(SIGN_IN_POLICY);
  }

  async current(): Promise<SignInPolicyDocument> {
    return (await this.documents.get(SIGN_IN_POLICY_ID)) ?? NEVER_SET;
  }

  /** After a change a moment ago, of which nothing may have been told here yet. @throws ReeveError as {@link follow} does. */
  async followChange(call: CallContext): Promise<Visibility> {
    this.settings.forget();
    return await this.follow(call);
  }

  /** @throws ReeveError those of {@link AdminSettings.current} and the aggregate runner. */
  async follow(call: CallContext): Promise<Visibility> {
    const { ENABLE_MFA, MFA_ALLOW_OAUTH_BYPASS, MFA_ALLOW_TRUSTED_HEADER_BYPASS } = (
      await this.settings.current()
    ).admin;
    const { position } = await this.aggregates.signInPolicy.execute(
      signInPolicyStream,
      {
        kind: 'follow',
        policy: { ENABLE_MFA, MFA_ALLOW_OAUTH_BYPASS, MFA_ALLOW_TRUSTED_HEADER_BYPASS },
        newEpoch: v5('epoch', call.commandId),
      },
      call,
    );
    return { visible: await readYourWrites(this.progress, position, call) };
  }

  /** Follows from now on, whoever has told of a change or not, until stopped. */
  start(): void {
    this.lookAfter(0);
  }

  /** Something was set. */
  look(): void {
    if (!this.isStopped) this.lookAfter(0);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private lookAfter(pauseMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.lookNow(), pauseMs).unref();
  }

  private async lookNow(): Promise<void> {
    const pauseMs = await this.follow(systemCall(randomUUID(), randomUUID())).then(
      () => LOOK_EVERY_MS,
      // The config service may be away, or not be there yet.
      () => RETRY_MS,
    );
    if (!this.isStopped) this.lookAfter(pauseMs);
  }
}
