import { describeBillingRepetition } from '@reeve/testing/end-to-end';
import { startTopology } from './testing/start-topology.js';

// Whether a command was executed before is known to its aggregate; what happens between replicas, the suite of idempotency says.
describeBillingRepetition(startTopology);
