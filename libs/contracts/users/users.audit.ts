import type { AuditDescriber, AuditDescription } from '../audit/audit-description.js';
import { describeAccountEvent } from './account.audit.js';
import { describeCredentialEvent } from './credential.audit.js';
import { describeFactorEvent } from './factor/factor.audit.js';
import { describeImportEvent } from './import.audit.js';
import type {
  AuthenticationMethod,
  EmailReleaseReason,
  RegistrationSource,
  SessionEndReason,
  SignInRefusalReason,
  UsersEvent,
} from './users.events.js';

const REGISTERED: Readonly<Record<RegistrationSource, string>> = {
  'sign-up': 'Signed up',
  administrator: 'Account added by an administrator',
  environment: 'Account made at start from the environment',
  ldap: 'Account made at the first sign-in with LDAP',
  oauth: 'Account made at the first sign-in with an identity provider',
  import: 'Account imported by an administrator',
};

const STARTED: Readonly<Record<AuthenticationMethod, string>> = {
  password: 'Signed in',
  system: 'Session started for a new account',
  ldap: 'Signed in with LDAP',
  oauth: 'Signed in with an identity provider',
};

const RELEASED: Readonly<Record<EmailReleaseReason, string>> = {
  'never-registered': 'the account never came to be',
  'not-used': 'the account has another one by now, or is gone',
  changed: 'the account has another one now',
  deleted: 'the account was deleted',
};

const ENDED: Readonly<Record<SessionEndReason, string>> = {
  'sign-out': 'Signed out',
  owner: 'Session ended by its owner from another one',
  disconnected: 'Session ended by its owner, with all that were started with the identity provider',
  administrator: 'Session ended by an administrator',
  disabled: 'Session ended: the account was disabled',
  deleted: 'Session ended: the account was deleted',
};

const REFUSED: Readonly<Record<SignInRefusalReason, string>> = {
  'unknown-email': 'nobody has this e-mail',
  'wrong-password': 'wrong password',
  directory: 'the directory does not know these credentials',
  disabled: 'the account is disabled',
};

/** The users context in the audit log: people by their ids, e-mails by their fingerprints, nothing else of them. */
export const describeUsersEvent: AuditDescriber = (event) => describe(event as unknown as UsersEvent);

function describe(event: UsersEvent): AuditDescription | undefined {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others are told by describeAccountEvent
  switch (event.type) {
    case 'users.user.registered.v1': {
      const { userId, role, source, defaultGroupId } = event.data;
      return aboutUser(userId, 'user_registered', `${REGISTERED[source]}, with the role ${role}`, {
        metadata: { role, source, ...(defaultGroupId !== undefined && { default_group_id: defaultGroupId }) },
      });
    }
    case 'users.user.role-changed.v1': {
      const { userId, role, reason } = event.data;
      return aboutUser(userId, 'user_role_changed', `Role changed from ${role.old} to ${role.new}`, {
        changes: { role },
        metadata: { reason },
      });
    }
    case 'users.primary-administrator.claimed.v1':
      return aboutUser(
        event.data.userId,
        'user_primary_administrator_claimed',
        'Became the primary administrator',
      );
    case 'users.email.reserved.v1': {
      const { userId, emailFingerprint } = event.data;
      return aboutUser(userId, 'user_email_reserved', 'E-mail reserved for the account', {
        metadata: { email_fingerprint: emailFingerprint },
      });
    }
    case 'users.email.released.v1': {
      const { userId, emailFingerprint, reason } = event.data;
      return aboutUser(userId, 'user_email_released', `E-mail released: ${RELEASED[reason]}`, {
        metadata: { email_fingerprint: emailFingerprint, reason },
      });
    }
    case 'users.session.started.v1': {
      const { sessionId, userId, method, expiresAt, factorProven = false } = event.data;
      return {
        entityType: 'session',
        entityId: sessionId,
        action: 'session_started',
        description: STARTED[method],
        changes: null,
        metadata: { user_id: userId, method, expires_at: expiresAt, factor_proven: factorProven },
      };
    }
    case 'users.session.ended.v1': {
      const { sessionId, userId, reason } = event.data;
      return {
        entityType: 'session',
        entityId: sessionId,
        action: 'session_ended',
        description: ENDED[reason],
        changes: null,
        metadata: { user_id: userId, reason },
      };
    }
    case 'users.sign-in.refused.v1': {
      const { userId, emailFingerprint, reason } = event.data;
      return aboutUser(userId ?? UNKNOWN_USER, 'sign_in_refused', `Sign-in refused: ${REFUSED[reason]}`, {
        metadata: { email_fingerprint: emailFingerprint, reason },
      });
    }
    case 'users.identity.linked.v1': {
      const { userId, provider, identityFingerprint } = event.data;
      return aboutUser(userId, 'user_identity_linked', `Linked to an identity at the provider ${provider}`, {
        metadata: { provider, identity_fingerprint: identityFingerprint },
      });
    }
    case 'users.import.ended.v1':
      return describeImportEvent(event);
    case 'users.password.changed.v1':
    case 'users.password.rehashed.v1':
    case 'users.session.all-ended.v1':
    case 'users.api-key.created.v1':
    case 'users.api-key.deleted.v1':
      return describeCredentialEvent(event);
    case 'users.factor.enrolment-begun.v1':
    case 'users.factor.enrolled.v1':
    case 'users.factor.replaced.v1':
    case 'users.factor.code-verified.v1':
    case 'users.factor.code-refused.v1':
    case 'users.factor.recovery-code-used.v1':
    case 'users.factor.recovery-codes-renewed.v1':
    case 'users.factor.reset-requested.v1':
    case 'users.factor.reset-completed.v1':
    case 'users.factor.removed.v1':
    case 'users.challenge.issued.v1':
    case 'users.challenge.answered.v1':
    case 'users.sign-in-policy.changed.v1':
      return describeFactorEvent(event);
    default:
      return describeAccountEvent(event);
  }
}

/** Stands for the person in what was tried under an e-mail that nobody has. */
const UNKNOWN_USER = 'unknown';

function aboutUser(
  userId: string,
  action: string,
  description: string,
  rest: Partial<Pick<AuditDescription, 'changes' | 'metadata'>> = {},
): AuditDescription {
  return { entityType: 'user', entityId: userId, action, description, changes: null, ...rest };
}
