import { describeBillingInput } from '@reeve/testing/end-to-end';
import { startTopology } from './testing/start-topology.js';

// What a body may be does not depend on what is behind the bus: once is enough.
describeBillingInput(startTopology);
