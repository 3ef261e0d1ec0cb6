import { randomUUID } from 'node:crypto';
import { CONTEXT_HEADER } from '@reeve/bus';
import * as contracts from '@reeve/contracts';
import { DEADLINE_MS, startFleet } from '@reeve/testing/fleet';
import type { Fleet } from '@reeve/testing/fleet';
import { describeWithPart } from '@reeve/testing/servers';
import { connect, createInbox, headers } from 'nats';
import type { MsgHdrs, NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { loadOn } from './load-on-fleet.js';

const MESSAGES = 10_000;
/** Published at once. */
const BURST = 500;
const REFUSED = 'reeve_bus_refused_messages_total';
const WITHIN = { timeout: 60_000, interval: 100 };

let fleet: Fleet;
let stranger: NatsConnection;

describeWithPart(
  ['nats-server', 'redis-server', 'mongodb-stand-in'],
  'The services',
  () => {
    beforeAll(async () => {
      fleet = await startFleet();
      stranger = await connect({ servers: fleet.servers.nats.server.url });
    });
    afterAll(async () => {
      await stranger.close();
      await fleet.stop();
    });

    it(
      `refuse ${MESSAGES} malformed messages on every subject, count each, and work on`,
      { timeout: 180_000 },
      async () => {
        const before = await refused();
        for (const { subject } of REQUESTS) await flood(subject, MALFORMED, true);
        await expect.poll(async () => (await refused()) - before, WITHIN).toBe(REQUESTS.length * MESSAGES);
        await serve();
      },
    );

    it(
      `refuse ${MESSAGES} malformed broadcasts on every subject, count each, and work on`,
      { timeout: 180_000 },
      async () => {
        const before = await refused();
        for (const { subject } of BROADCASTS) await flood(subject, UNREADABLE, false);
        // By everybody who hears them.
        await expect
          .poll(async () => (await refused()) - before, WITHIN)
          .toBeGreaterThanOrEqual(BROADCASTS.length * MESSAGES);
        await serve();
      },
    );

    it('do not begin what nobody waits for any more, and count it', async () => {
      const before = await refused();
      for (const { subject } of REQUESTS) {
        const answer = await stranger.request(subject, '{}', {
          headers: contextOf({ deadline: Date.now() - 1 }),
          timeout: DEADLINE_MS,
        });
        expect(answer.json(), subject).toMatchObject({ error: { status: 504 } });
      }
      expect((await refused()) - before).toBe(REQUESTS.length);
      await serve();
    });

    it('answer a body of 2 MB at once', async () => {
      const [gateway] = fleet.replicasOf('gateway');
      const connection = fleet.administrator.connect(gateway ?? raise());
      const body = JSON.stringify({ suggestions: [{ title: ['Try'], content: 'x'.repeat(2_000_000) }] });
      const began = performance.now();
      const { status } = await connection.send('POST', '/api/v1/config/suggestions', body);
      expect(status).toBe(413);
      expect(performance.now() - began).toBeLessThan(DEADLINE_MS);
      await connection.close();
      await serve();
    });
  },
  { timeout: 30_000 },
);

/** Whatever contracts name a subject for. */
function subjectsIn(value: unknown): readonly { readonly subject: string; readonly kind?: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('subject' in value && typeof value.subject === 'string') return [{ ...value, subject: value.subject }];
  return Object.values(value).flatMap(subjectsIn);
}

const SUBJECTS = [
  ...Object.values(contracts).flatMap(subjectsIn),
  ...contracts.PROJECTIONS.map((name) => contracts.projectionRpc(name)).flatMap(subjectsIn),
];
const REQUESTS = SUBJECTS.filter(({ kind }) => kind !== undefined);
const BROADCASTS = SUBJECTS.filter(({ kind }) => kind === undefined);

/**
 * No faster than they are read: the server takes a client that has so much before it that it answers no ping for gone, and
 * drops what was meant for it.
 */
async function flood(subject: string, messages: readonly Message[], isAnswered: boolean): Promise<void> {
  const inbox = createInbox();
  let answers = 0;
  const subscription = stranger.subscribe(inbox, { callback: () => answers++ });
  for (let nth = 0; nth < MESSAGES; nth++) {
    const { body, context } = messages[nth % messages.length] ?? raise();
    stranger.publish(subject, body, { reply: inbox, ...(context && { headers: context }) });
    if ((nth + 1) % BURST !== 0) continue;
    await stranger.flush();
    if (isAnswered) await vi.waitUntil(() => answers === nth + 1, { ...WITHIN, interval: 1 });
  }
  subscription.unsubscribe();
}

function contextOf(context: object): MsgHdrs {
  const all = headers();
  const envelope = { commandId: randomUUID(), principal: {}, deadline: Date.now() + DEADLINE_MS, ...context };
  all.set(CONTEXT_HEADER, JSON.stringify(envelope));
  return all;
}

function textHeader(text: string): MsgHdrs {
  const all = headers();
  all.set(CONTEXT_HEADER, text);
  return all;
}

interface Message {
  readonly body: string | Uint8Array;
  readonly context?: MsgHdrs;
}

const UNREADABLE: readonly Message[] = [
  { body: '', context: contextOf({}) },
  { body: '{"a":', context: contextOf({}) },
  { body: new Uint8Array([0xff, 0xfe, 0x00, 0x80]), context: contextOf({}) },
  { body: '['.repeat(1_000), context: contextOf({}) },
];

const MALFORMED: readonly Message[] = [
  ...UNREADABLE,
  { body: '' },
  { body: '{}' },
  { body: '{}', context: textHeader('nonsense') },
  { body: '{}', context: textHeader('{}') },
  { body: '{}', context: textHeader('null') },
  { body: '{}', context: contextOf({ deadline: 'soon' }) },
  { body: '{}', context: contextOf({ principal: null }) },
  { body: '{}', context: contextOf({ commandId: 7 }) },
];

async function refused(): Promise<number> {
  const counts = await Promise.all(fleet.processes.map((process) => process.metric(REFUSED)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Every process is the one that was started, and every kind of request succeeds. */
async function serve(): Promise<void> {
  const load = loadOn(fleet, loads++);
  await load.served();
  await load.finish();
  expect(load.ledger.refusals).toEqual([]);
  for (const process of fleet.processes) expect(await process.missingParts(), process.name).toEqual([]);
}
let loads = 0;

function raise(): never {
  throw new RangeError('There is none');
}
