import type { BusClient } from '@reeve/bus';
import type { CallContext } from '@reeve/contracts';
import { schemaDefaults, toPermissionTree } from '@reeve/contracts';
import { PermissionCache } from '@reeve/rest-api';
import { rounds } from '../rounds.js';
import type { Figure } from './figure.js';

const PEOPLE = 1_000;
const CHECKS = 200_000;

/** What a route that asks for a permission asks for each request, of people who have been asked for before. */
export async function permissionFigures(): Promise<readonly Figure[]> {
  const tree = toPermissionTree(schemaDefaults());
  const bus = { onReconnect: () => undefined, request: () => Promise.resolve(tree) };
  const permissions = new PermissionCache(bus as unknown as BusClient);
  const call = {} as CallContext;
  const microseconds = await rounds(async () => {
    const startedAt = performance.now();
    for (let check = 0; check < CHECKS; check++) {
      await permissions.holds(`person ${check % PEOPLE}`, 'features.api_keys', call);
    }
    return (1000 * (performance.now() - startedAt)) / CHECKS;
  });
  return [
    {
      name: `permission of one of ${PEOPLE} people checked`,
      rounds: microseconds,
      unit: 'µs',
      wanted: { atMost: 20 },
    },
  ];
}
