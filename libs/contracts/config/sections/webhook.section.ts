import { secret } from '../fields.js';
import { section } from '../section.js';

/** The address is a secret whole: whoever knows it may post to it. */
export const webhook = section('webhook', {
  title: 'Webhook',
  route: 'api/webhook',
  isPublic: false,
  fields: { url: secret('', { path: 'webhook_url', env: 'WEBHOOK_URL' }) },
});
