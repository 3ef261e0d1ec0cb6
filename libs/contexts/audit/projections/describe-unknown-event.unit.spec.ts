import { describe, expect, it } from 'vitest';
import { describeUnknownEvent } from './describe-unknown-event.js';

describe('an event that no describer knows', () => {
  it.each([
    ['billing.plan.price-changed.v1', 'plan-gold', 'plan', 'plan_price_changed', 'gold'],
    ['config.tool-servers.changed.v12', 'config', 'tool_servers', 'tool_servers_changed', 'config'],
    ['users.user.api.key.created.v1', 'user-1-2', 'user', 'user_api_key_created', '1-2'],
    ['billing.closed.v1', 'year-2026', 'billing', 'billing_closed', '2026'],
    ['restarted', 'elsewhere', 'restarted', 'restarted', 'elsewhere'],
  ])('%s of %s is told by its type and stream', (type, stream, entityType, action, entityId) => {
    expect(describeUnknownEvent({ type, stream, data: { secret: 'hidden' } })).toEqual({
      entityType,
      entityId,
      action,
      description: expect.stringContaining(type) as string,
      changes: null,
      metadata: { type },
    });
  });
});
