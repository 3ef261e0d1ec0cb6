import { BillingModule } from '@reeve/billing';
import type { Service } from '@reeve/composition';

/** The billing context. It keeps nothing yet. */
export const billing: Service = {
  name: 'billing',
  parts: [],
  collections: [],
  modules: () => [BillingModule],
};
