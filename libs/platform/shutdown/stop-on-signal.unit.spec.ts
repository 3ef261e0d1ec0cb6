import { EventEmitter } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { stopOnSignal } from './stop-on-signal.js';

/** The part of `process` that is used: it ends by saying with which code. */
function fakeProcess() {
  const host = Object.assign(new EventEmitter(), { exit: vi.fn() });
  const ended = new Promise<number>((resolve) => host.exit.mockImplementation(resolve));
  return { host: host as unknown as NodeJS.Process, exit: host.exit, ended };
}

const log = { info: () => undefined, error: () => undefined };

describe('A signal', () => {
  it.each(['SIGTERM', 'SIGINT'])('%s closes, then ends with 0', async (signal) => {
    const { host, ended } = fakeProcess();
    const close = vi.fn(() => Promise.resolve());
    stopOnSignal({ close, timeoutMs: 10_000, log }, host);
    (host as EventEmitter).emit(signal);
    expect(await ended).toBe(0);
    expect(close).toHaveBeenCalledOnce();
  });

  it('ends at once when it comes a second time', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { host, ended } = fakeProcess();
    stopOnSignal({ close: () => new Promise(() => undefined), timeoutMs: 10_000, log }, host);
    host.emit('SIGINT');
    vi.advanceTimersByTime(500);
    host.emit('SIGINT');
    expect(await ended).toBe(1);
  });

  it('is one when npm passes on what the terminal has sent to both', async () => {
    const { host, exit, ended } = fakeProcess();
    stopOnSignal({ close: () => Promise.resolve(), timeoutMs: 10_000, log }, host);
    host.emit('SIGINT');
    host.emit('SIGINT');
    expect(exit).not.toHaveBeenCalled();
    expect(await ended).toBe(0);
  });

  it('ends with 1 when closing takes longer than it may', async () => {
    const { host, ended } = fakeProcess();
    stopOnSignal({ close: () => new Promise(() => undefined), timeoutMs: 1, log }, host);
    host.emit('SIGTERM');
    expect(await ended).toBe(1);
  });

  it('ends with 1 when closing fails', async () => {
    const { host, ended } = fakeProcess();
    stopOnSignal({ close: () => Promise.reject(new Error('no')), timeoutMs: 10_000, log }, host);
    host.emit('SIGTERM');
    expect(await ended).toBe(1);
  });
});
