import { runServices } from '@reeve/composition';
import { audit } from './audit.service.js';

await runServices([audit]);
