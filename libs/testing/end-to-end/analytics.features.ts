import type { JsonObject } from '@reeve/contracts';
import { expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { StartTopology } from './topology.js';

const ANALYTICS = '/api/v1/admin/analytics';

/** How much happened in an installation, and who there is. */
export function describeAnalytics(startTopology: StartTopology): void {
  describeInstallation('The analytics', startTopology, {}, (installation) => {
    it('count what has happened, as soon as it has', async () => {
      const { admin, administrator, anyone } = installation;
      const { email, password } = await installation.person('user');
      await anyone.post('/api/v1/auths/signin', { email, password });
      await anyone.post('/api/v1/auths/signin', { email, password: installation.secrets.make('guess') });
      const banner = { id: 'a', type: 'info', title: '', content: 'b', dismissible: true, timestamp: 1 };
      await admin.post('/api/v1/configs/banners', { banners: [banner] });

      // Of two months, in case that midnight passes in the last one.
      const { object } = await admin.get(`${ANALYTICS}?interval=month`);
      const items = (object['items'] as readonly JsonObject[]).slice(-2);
      const sum = (name: string) => items.reduce((total, item) => total + Number(item[name]), 0);

      // The administrator signed up, which is a session as well.
      expect([sum('sign_ups'), sum('sign_ins'), sum('refused_sign_ins')]).toEqual([1, 2, 1]);
      expect(items).toContainEqual(
        expect.objectContaining({
          changes: expect.objectContaining({
            by_section: { banners: 1 },
            by_actor: [
              { id: administrator.id, name: administrator.name, count: expect.any(Number) as number },
            ],
          }) as JsonObject,
        }),
      );
      expect(object['users']).toEqual({
        by_role: { pending: 0, user: 1, admin: 1 },
        by_status: { active: 2, disabled: 0 },
      });

      const table = await admin.get(`${ANALYTICS}?interval=month&format=csv`);
      expect(table.text).toMatch(/^from,until,measure,key,count\r\n/);
      expect(table.text).toContain(',changes_by_section,banners,1\r\n');
    });
  });
}
