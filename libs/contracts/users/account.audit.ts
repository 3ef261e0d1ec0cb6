import type { AuditDescription } from '../audit/audit-description.js';
import type { AccountEvent, PrimaryAdministratorDesignated } from './account.events.js';
import type { PrimaryAdministratorTransferred } from './users.events.js';

type Told = AccountEvent | PrimaryAdministratorTransferred;

/** Accounts in the audit log. What people are called, look like and say of themselves is told by fact only. */
export function describeAccountEvent(event: Told): AuditDescription | undefined {
  switch (event.type) {
    case 'users.user.renamed.v1':
      return about(event, 'user_renamed', 'Name changed');
    case 'users.user.email-changed.v1': {
      const { emailFingerprint } = event.data;
      return about(event, 'user_email_changed', 'E-mail changed', {
        metadata: { email_fingerprint: emailFingerprint },
      });
    }
    case 'users.user.profile-image-changed.v1':
      return about(event, 'user_profile_image_changed', 'Profile image changed');
    case 'users.user.profile-changed.v1':
      return about(event, 'user_profile_changed', 'Profile changed', {
        metadata: { fields: Object.keys(event.data.profile) },
      });
    case 'users.user.timezone-changed.v1':
      return about(event, 'user_timezone_changed', 'Time zone changed');
    case 'users.user.status-changed.v1':
      return about(event, 'user_status_changed', 'Status changed');
    case 'users.user.settings-changed.v1':
      return about(event, 'user_settings_changed', 'Settings changed');
    case 'users.user.info-changed.v1':
      return about(event, 'user_info_changed', 'Info changed');
    case 'users.user.variables-changed.v1':
      return about(event, 'user_variables_changed', 'Variables changed');
    case 'users.user.default-group-missed.v1':
      return about(event, 'user_default_group_missed', 'Not added to the default group, which was deleted', {
        metadata: { group_id: event.data.groupId },
      });
    case 'users.user.disabled.v1':
      return about(event, 'user_disabled', 'Account disabled', {
        changes: { disabled: { old: false, new: true } },
      });
    case 'users.user.enabled.v1':
      return about(event, 'user_enabled', 'Account enabled', {
        changes: { disabled: { old: true, new: false } },
      });
    case 'users.user.deleted.v1': {
      const { role, standing, erase } = event.data;
      const what = erase ? 'Account deleted, and the person’s data to be erased' : 'Account deleted';
      return about(event, 'user_deleted', what, { metadata: { role, standing, erase } });
    }
    case 'users.user.erasure-requested.v1':
      return about(event, 'user_erasure_requested', 'Data of a deleted account to be erased');
    case 'users.user.deletion-step-done.v1': {
      const { step } = event.data;
      return about(event, 'user_deletion_step_done', `Deleted with the account: ${step}`, {
        metadata: { step },
      });
    }
    case 'users.user.deletion-completed.v1': {
      const { erased } = event.data;
      const what = erased ? 'Deletion completed, data key destroyed' : 'Deletion completed';
      return about(event, 'user_deletion_completed', what, { metadata: { erased } });
    }
    case 'users.user.primary-administrator-designated.v1':
      return designated(event);
    case 'users.user.primary-administrator-relieved.v1':
      return about(event, 'user_primary_administrator_relieved', 'No longer the primary administrator', {
        metadata: { designated: event.data.designated },
      });
    case 'users.primary-administrator.transferred.v1': {
      const { userId } = event.data;
      return {
        entityType: 'user',
        entityId: userId.new,
        action: 'user_primary_administrator_transferred',
        description: 'Became the primary administrator in place of another one',
        changes: { primary_administrator: userId },
      };
    }
    default:
      event satisfies never;
      return undefined;
  }
}

function designated(event: PrimaryAdministratorDesignated): AuditDescription {
  const { by } = event.data;
  return about(event, 'user_primary_administrator_designated', 'Is to be the primary administrator', {
    metadata: { by },
  });
}

function about(
  { data }: AccountEvent,
  action: string,
  description: string,
  rest: Partial<Pick<AuditDescription, 'changes' | 'metadata'>> = {},
): AuditDescription {
  return { entityType: 'user', entityId: data.userId, action, description, changes: null, ...rest };
}
