import type { Fleet, ServiceName } from '../fleet.js';
import { load, makeChanges } from '../reeve.js';
import type { Session } from '../reeve.js';
import type { Figure } from './figure.js';

const REQUESTS = 100_000;
const IN_FLIGHT = 32;
const READING_SECONDS = 4;
const CHANGING_SECONDS = 1;
/** Growth over the last half of the load that counts as none: what the young generation and the allocator leave at random. */
const FLAT_MB = 15;

/** What every service keeps resident under a load of reads and changes, and whether it grows. */
export async function memoryFigures(
  { services }: Fleet,
  session: Session,
  changed: { count: number },
): Promise<readonly Figure[]> {
  const names = Object.keys(services) as ServiceName[];
  const resident: Readonly<Record<ServiceName, number>>[] = [];
  for (let requests = 0; requests < REQUESTS;) {
    const url = `${session.url}/api/v1/config/connections`;
    const reads = await load({
      url,
      headers: session.headers,
      inFlight: IN_FLIGHT,
      seconds: READING_SECONDS,
    });
    const changes = await makeChanges(session, 'banners', changed.count, CHANGING_SECONDS, IN_FLIGHT);
    changed.count += changes.requests;
    requests += reads.requests + changes.requests;
    resident.push(
      Object.fromEntries(names.map((name) => [name, services[name].residentMB()])) as Record<
        ServiceName,
        number
      >,
    );
  }
  const lastHalf = resident.slice(Math.floor(resident.length / 2));
  return names.flatMap((name): Figure[] => {
    const over = lastHalf.map((sample) => sample[name]);
    return [
      {
        name: `resident memory of the ${name} service over the last half of ${REQUESTS.toLocaleString('en')} requests`,
        rounds: over,
        unit: 'MB',
        wanted: { atMost: 200 },
      },
      {
        name: '… and its growth meanwhile',
        rounds: [(over.at(-1) ?? NaN) - (over[0] ?? NaN)],
        unit: 'MB',
        wanted: { atMost: FLAT_MB },
      },
    ];
  });
}
