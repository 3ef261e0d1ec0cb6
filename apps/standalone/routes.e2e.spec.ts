import { describeRoutes } from '@reeve/testing/end-to-end';
import { startTopology } from './testing/start-topology.js';

// What a route answers to whom does not depend on what is behind the bus: once is enough.
describeRoutes(startTopology);
