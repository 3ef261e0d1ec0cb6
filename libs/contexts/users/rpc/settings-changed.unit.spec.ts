import { SECTIONS } from '@reeve/contracts';
import { SETTINGS_SECTIONS } from '@reeve/users/application';
import type { RememberedAdminSettings, UsersApplication } from '@reeve/users/application';
import { describe, expect, it, vi } from 'vitest';
import { SettingsChangedRpcController } from './settings-changed.rpc-controller.js';

const forget = vi.fn();
const look = vi.fn();
const controller = new SettingsChangedRpcController(
  { forget } as unknown as RememberedAdminSettings,
  { factor: { policies: { look } } } as unknown as UsersApplication,
);

describe('A change of the configuration', () => {
  it('of a section that this context goes by has it ask anew, as one that may have gone untold', () => {
    for (const sections of [...SETTINGS_SECTIONS.map((section) => ['models', section]), []]) {
      controller.forget({ sections });
      expect(forget).toHaveBeenCalledOnce();
      expect(look).toHaveBeenCalledOnce();
      vi.clearAllMocks();
    }
  });

  it('of any other has it ask for nothing', () => {
    const names = SECTIONS.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...SETTINGS_SECTIONS]));
    controller.forget({ sections: names.filter((name) => !SETTINGS_SECTIONS.some((own) => own === name)) });
    expect(forget).not.toHaveBeenCalled();
    expect(look).not.toHaveBeenCalled();
  });
});
