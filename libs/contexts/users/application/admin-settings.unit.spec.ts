import type { BusClient } from '@reeve/bus';
import { SYSTEM } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsOf } from '../testing/users-installation.js';
import { RememberedAdminSettings } from './admin-settings.js';
import type { SettingsInForce } from './admin-settings.js';

/** The config service, which answers when told to. */
class ConfigService {
  readonly asked: CallContext[] = [];
  private answers: ((settings: SettingsInForce) => void)[] = [];
  reconnect: () => void = () => undefined;

  readonly bus = {
    request: (_rpc: unknown, _payload: unknown, call: CallContext) => {
      this.asked.push(call);
      return new Promise((resolve) => this.answers.push(resolve));
    },
    onReconnect: (listener: () => void) => (this.reconnect = listener),
  } as unknown as BusClient;

  /** To whoever has waited longest. */
  async answer(defaultRole: 'user' | 'pending'): Promise<void> {
    await vi.waitFor(() => expect(this.answers.length).toBeGreaterThan(0));
    this.answers.shift()?.(settingsOf({ defaultRole }));
  }
}

let config: ConfigService;
let settings: RememberedAdminSettings;
beforeEach(() => {
  config = new ConfigService();
  settings = new RememberedAdminSettings(config.bus);
});
afterEach(() => {
  vi.useRealTimers();
});

const defaultRole = async () => (await settings.current()).admin.DEFAULT_USER_ROLE;

async function remembering(role: 'user' | 'pending'): Promise<void> {
  const asking = defaultRole();
  await config.answer(role);
  expect(await asking).toBe(role);
}

describe('What administrators have set', () => {
  it('is asked for once, by the system itself', async () => {
    const asking = Promise.all([defaultRole(), defaultRole()]);
    await config.answer('user');
    expect(await asking).toEqual(['user', 'user']);
    expect(await defaultRole()).toBe('user');
    expect(config.asked.map(({ principal }) => principal)).toEqual([SYSTEM]);
  });

  it.each([
    ['told of a change', () => settings.forget()],
    ['reached again', () => config.reconnect()],
  ])('is asked for anew when it is %s', async (_when, happens) => {
    await remembering('user');
    happens();
    await remembering('pending');
  });

  it('is not remembered when it was changed while it was asked for', async () => {
    const asking = defaultRole();
    await vi.waitFor(() => expect(config.asked).toHaveLength(1));
    settings.forget();
    const later = defaultRole();
    await config.answer('user');
    await config.answer('pending');
    expect(await asking).toBe('user');
    expect(await later).toBe('pending');
    expect(await defaultRole()).toBe('pending');
  });

  it('is asked for anew after a time, in case that a change went untold', async () => {
    await remembering('user');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    await remembering('pending');
  });

  it('is gone by for as long as the config service is away, unless it was told to have changed', async () => {
    const request = vi.fn().mockResolvedValueOnce(settingsOf({ defaultRole: 'user' }));
    const bus = { request, onReconnect: () => undefined } as unknown as BusClient;
    const remembering = new RememberedAdminSettings(bus);
    const role = async () => (await remembering.current()).admin.DEFAULT_USER_ROLE;
    expect(await role()).toBe('user');
    request.mockRejectedValue(new Error('away'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    expect([await role(), await role()]).toEqual(['user', 'user']);
    expect(request).toHaveBeenCalledTimes(2);
    vi.setSystemTime(Date.now() + 1_500);
    expect(await role()).toBe('user');
    expect(request).toHaveBeenCalledTimes(3);
    remembering.forget();
    await expect(role()).rejects.toThrow('away');
  });

  it('is asked for anew after a failure', async () => {
    const failing = new RememberedAdminSettings({
      request: vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue(settingsOf({})),
      onReconnect: () => undefined,
    } as unknown as BusClient);
    await expect(failing.current()).rejects.toThrow('away');
    expect((await failing.current()).admin.DEFAULT_USER_ROLE).toBe('pending');
  });
});
