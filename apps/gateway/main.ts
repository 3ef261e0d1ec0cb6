import { runServices } from '@reeve/composition';
import { gateway } from './gateway.service.js';

await runServices([gateway]);
