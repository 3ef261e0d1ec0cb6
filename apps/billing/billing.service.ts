import { BillingModule } from '@reeve/billing';
import { billingCollections } from '@reeve/billing/projections';
import type { Service } from '@reeve/composition';

/** The billing context. */
export const billing: Service = {
  name: 'billing',
  parts: ['event store', 'document store', 'key store'],
  collections: billingCollections,
  modules: () => [BillingModule],
};
