import { runServices } from '@reeve/composition';
import { SERVICES } from './standalone.js';

await runServices(SERVICES);
