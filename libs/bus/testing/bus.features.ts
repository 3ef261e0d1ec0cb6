import { Controller, Module, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import type { CustomTransportStrategy, MicroserviceOptions } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import type { BusClient } from '@reeve/bus';
import { broadcast, command, errors, query, ReeveError, SYSTEM } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/** One transport under test: the two ends of it. */
export interface BusHarness {
  readonly server: CustomTransportStrategy;
  readonly client: BusClient;
}

const echo = query<unknown, unknown>('reeve.bus-test.echo');
const context = query<null, CallContext>('reeve.bus-test.context');
const refuse = command<null, never>('reeve.bus-test.refuse');
const crash = command<null, never>('reeve.bus-test.crash');
const hang = command<null, never>('reeve.bus-test.hang');
const nobody = query<null, never>('reeve.bus-test.nobody');
const announced = broadcast<{ readonly n: number }>('reeve.bus-test.announced');
const misheard = broadcast<{ readonly n: number }>('reeve.bus-test.misheard');

const heard: unknown[] = [];
let handled = 0;
let letGo: (() => void) | undefined;

/** Lets errors through as they are: what crosses is the transport's business. */
class PassErrors {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

@Controller()
@UseFilters(PassErrors)
class BusTestController {
  @MessagePattern(echo.subject)
  echo(@Payload() payload: unknown): unknown {
    handled += 1;
    return payload;
  }

  @MessagePattern(context.subject)
  context(@Ctx() call: CallContext): CallContext {
    return call;
  }

  @MessagePattern(refuse.subject)
  refuse(): never {
    throw new ReeveError('BUS-TEST-REFUSED', 409, 'Not now', {
      state: 'closed',
      nested: { list: [1, null] },
    });
  }

  @MessagePattern(crash.subject)
  crash(): never {
    throw new TypeError('password=hunter2');
  }

  @MessagePattern(hang.subject)
  async hang(): Promise<void> {
    await new Promise<void>((resolve) => {
      letGo = resolve;
    });
  }

  @EventPattern(announced.subject)
  first(@Payload() payload: unknown): void {
    heard.push(['first', payload]);
  }

  @EventPattern(announced.subject)
  second(@Payload() payload: unknown): void {
    heard.push(['second', payload]);
  }

  @EventPattern(misheard.subject)
  mishear(@Payload() payload: unknown): never {
    heard.push(['misheard', payload]);
    throw new TypeError('Not what was expected');
  }
}

@Module({ controllers: [BusTestController] })
class BusTestModule {}

export function call(over: Partial<CallContext> = {}): CallContext {
  return {
    principal: SYSTEM,
    requestId: 'request-1',
    commandId: '3f0c5f0e-5a3c-4b57-9f5e-1d1f6f6f0001',
    commandHash: null,
    deadline: Date.now() + 5_000,
    ip: '192.0.2.7',
    userAgent: 'bus test, “unicode” ✓',
    traceparent: null,
    ...over,
  };
}

/** What every transport of the bus does, whatever carries it. */
export function busFeatures(part: string, open: () => Promise<BusHarness>): void {
  describe(`the bus over ${part}`, () => {
    let client: BusClient;
    let close: () => Promise<void>;

    beforeAll(async () => {
      const harness = await open();
      const app = await NestFactory.createMicroservice<MicroserviceOptions>(BusTestModule, {
        strategy: harness.server,
        logger: false,
      });
      await app.listen();
      ({ client } = harness);
      close = async () => {
        letGo?.();
        await app.close();
        await harness.client.close();
      };
    });
    afterAll(() => close());

    it.each<[string, unknown]>([
      ['an object', { a: 1, 'b.c': [null, true, 'é✓😀'], $d: { '': 0.1 } }],
      ['a list', [1, [2, [3]]]],
      ['a text', 'plain'],
      ['null', null],
      ['a large payload', 'x'.repeat(200_000)],
    ])('carries %s there and back', async (_what, payload) => {
      expect(await client.request(echo, payload, call())).toEqual(payload);
    });

    it('carries only what JSON can', async () => {
      const payload = { kept: 1, gone: undefined, when: new Date(0) };
      expect(await client.request(echo, payload, call())).toEqual({
        kept: 1,
        when: '1970-01-01T00:00:00.000Z',
      });
    });

    it('carries the context of the call beside the payload', async () => {
      const sent = call();
      expect(await client.request(context, null, sent)).toEqual(sent);
    });

    it('brings an error back as the one that was thrown', async () => {
      const error: unknown = await client.request(refuse, null, call()).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ReeveError);
      expect((error as ReeveError).toEnvelope()).toEqual({
        code: 'BUS-TEST-REFUSED',
        status: 409,
        detail: 'Not now',
        extra: { state: 'closed', nested: { list: [1, null] } },
      });
    });

    it('tells nothing of an error that nobody meant', async () => {
      await expect(client.request(crash, null, call())).rejects.toEqual(errors.internal());
    });

    it('answers 503 at once where nobody serves the subject', async () => {
      const before = Date.now();
      const error: unknown = await client.request(nobody, null, call()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'UNAVAILABLE', status: 503, extra: { retry_after: 2 } });
      expect(Date.now() - before).toBeLessThan(2_000);
    });

    it('waits no longer than the deadline', async () => {
      const error: unknown = await client
        .request(hang, null, call({ deadline: Date.now() + 50 }))
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'DEADLINE-EXCEEDED', status: 504 });
      letGo?.();
    });

    it('starts nothing after the deadline', async () => {
      const before = handled;
      const late = call({ deadline: Date.now() - 1 });
      await expect(client.request(echo, 'late', late)).rejects.toMatchObject({ code: 'DEADLINE-EXCEEDED' });
      expect(handled).toBe(before);
    });

    it('keeps many requests apart', async () => {
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, n) => client.request(echo, { n }, call())),
      );
      expect(answers).toEqual(Array.from({ length: 200 }, (_, n) => ({ n })));
    });

    it('carries a command that nobody made an answer for', async () => {
      expect(await client.request(echo, undefined, call())).toBeNull();
    });

    it('answers what was asked while another call hangs', async () => {
      const hanging = client.request(hang, null, call());
      expect(await client.request(echo, 'meanwhile', call())).toBe('meanwhile');
      letGo?.();
      expect(await hanging).toBeNull();
    });

    describe('a broadcast', () => {
      beforeEach(() => {
        heard.length = 0;
      });

      it('is heard once by everybody who listens', async () => {
        await client.broadcast(announced, { n: 7 });
        await expect.poll(() => heard.length).toBeGreaterThanOrEqual(2);
        await client.request(echo, 'after it', call());
        expect(heard).toEqual([
          ['first', { n: 7 }],
          ['second', { n: 7 }],
        ]);
      });

      it('does no harm when who hears it fails', async () => {
        await client.broadcast(misheard, { n: 1 });
        await client.broadcast(misheard, { n: 2 });
        await expect.poll(() => heard.length).toBe(2);
        expect(await client.request(echo, 'after it', call())).toBe('after it');
      });

      it('that nobody hears is no error', async () => {
        await client.broadcast(broadcast('reeve.bus-test.unheard'), { n: 1 });
      });
    });
  });
}
