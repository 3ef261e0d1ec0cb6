import { describeReeve } from '@reeve/testing/end-to-end';
import { startTopology } from './testing/start-topology.js';

describeReeve('Reeve in one process', startTopology);
