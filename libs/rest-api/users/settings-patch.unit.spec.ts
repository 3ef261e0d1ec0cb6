import type { PermissionLeaf } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { overDefaults, settingsOf } from './settings-patch.js';

const PATCH = {
  ui: {
    toolServers: [],
    chatBubble: false,
    system: 'Be brief.',
    notifications: { webhook_url: 'https://example.com', sound: true },
  },
  other: 1,
};

/** @returns what is left, and which permissions were asked for. */
async function written(patch: Parameters<typeof settingsOf>[0], ...permissions: PermissionLeaf[]) {
  const asked: PermissionLeaf[] = [];
  const left = await settingsOf(patch, (permission) => {
    asked.push(permission);
    return Promise.resolve(permissions.includes(permission));
  });
  return { left, asked };
}

describe('A patch of settings', () => {
  it('is whole for whoever has every permission', async () => {
    const all = ['features.direct_tool_servers', 'settings.interface', 'features.webhooks'] as const;
    expect((await written(PATCH, ...all)).left).toEqual(PATCH);
  });

  it('loses what takes a permission that there is not, and nothing else', async () => {
    expect((await written(PATCH)).left).toEqual({
      ui: { system: 'Be brief.', notifications: { sound: true } },
      other: 1,
    });
    const { left } = await written(PATCH, 'features.direct_tool_servers', 'features.webhooks');
    expect(left).toEqual({ ...PATCH, ui: { ...PATCH.ui, chatBubble: undefined } });
  });

  it('asks for no permission that it does not take', async () => {
    for (const patch of [
      { ui: { system: '' } },
      { ui: null },
      { other: 1 },
      { ui: { notifications: null } },
    ]) {
      expect(await written(patch)).toEqual({ left: patch, asked: [] });
    }
  });

  it('is refused with a `ui` that is no object', async () => {
    await expect(written({ ui: [] })).rejects.toThrow('ui');
  });
});

describe('Settings', () => {
  it('have their `ui` over the default interface settings', () => {
    const defaults = { chatBubble: true, webSearch: 'always' };
    expect(overDefaults({ ui: { chatBubble: false }, a: 1 }, defaults)).toEqual({
      ui: { chatBubble: false, webSearch: 'always' },
      a: 1,
    });
    expect(overDefaults(null, defaults)).toEqual({ ui: defaults });
    expect(overDefaults({ a: 1 }, {})).toEqual({ a: 1 });
    expect(overDefaults(null, {})).toBeNull();
  });
});
