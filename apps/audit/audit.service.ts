import { AuditModule } from '@reeve/audit';
import { auditCollections } from '@reeve/audit/projections';
import type { Service } from '@reeve/composition';
import {
  createConfigDescriber,
  describeBillingEvent,
  describeGroupsEvent,
  describeUsersEvent,
} from '@reeve/contracts';

/** The audit log of every context. */
export const audit: Service = {
  name: 'audit',
  parts: ['event store', 'document store', 'key store'],
  collections: auditCollections,
  modules: ({ sections }) => [
    AuditModule.forRoot({
      describers: [
        createConfigDescriber(sections),
        describeUsersEvent,
        describeGroupsEvent,
        describeBillingEvent,
      ],
    }),
  ],
};
