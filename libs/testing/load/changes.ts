import type { JsonObject } from '@reeve/contracts';
import type { RecordedEvent } from '@reeve/event-store';
import type { Answer, Connections } from './administrator.js';

/** One POST that changes a section, whatever came before it, under an `Idempotency-Key` of its own. */
export interface Change {
  readonly nth: number;
  readonly path: string;
  readonly body: string;
}

/** Bodies that say which change they are; one section of each kind of value, a secret among them. */
const SECTIONS: readonly { readonly name: string; readonly body: (mark: string) => object }[] = [
  {
    name: 'subagents',
    body: (mark) => ({
      ENABLE_SUBAGENTS: true,
      SUBAGENTS_BACKGROUND_ENABLED: false,
      SUBAGENTS_MAX_CONCURRENT: 20,
      SUBAGENTS_MAX_ASYNC: 20,
      SUBAGENTS_MAX_ITERATIONS: 30,
      SUBAGENTS_MAX_OUTPUT: 30_000,
      SUBAGENTS_SYSTEM_PROMPT: mark,
    }),
  },
  {
    name: 'models',
    body: (mark) => ({ DEFAULT_MODELS: mark, DEFAULT_PINNED_MODELS: null, MODEL_ORDER_LIST: [] }),
  },
  {
    name: 'banners',
    body: (mark) => ({
      banners: [{ id: 'b', type: 'info', title: '', content: mark, dismissible: true, timestamp: 0 }],
    }),
  },
  { name: 'suggestions', body: (mark) => ({ suggestions: [{ title: ['Try'], content: mark }] }) },
  { name: 'interface/visibility', body: (mark) => ({ visibility: { [mark]: true } }) },
  {
    name: 'tool_servers',
    body: (mark) => ({
      TOOL_SERVER_CONNECTIONS: [
        {
          url: `https://${mark}.example.com`,
          path: '',
          auth_type: 'bearer',
          key: `key of ${mark}`,
          config: null,
        },
      ],
    }),
  },
];

/** What the audit log calls them. */
export const CHANGE_ACTIONS = SECTIONS.map(({ name }) => `${name.replaceAll('/', '_')}_updated`);

/** The nth change of a data folder: the sections in turn. */
export function change(nth: number): Change {
  const section = SECTIONS[nth % SECTIONS.length];
  if (section === undefined) throw new RangeError(`There is no change ${nth}`);
  return { nth, path: `/api/v1/config/${section.name}`, body: JSON.stringify(section.body(`change-${nth}`)) };
}

/** One change of every section, numbered from `first`. */
export function changeOfEverySection(first: number): readonly Change[] {
  return changes(first, SECTIONS.length);
}

/** Changes `first` to `first + count - 1`. */
export function changes(first: number, count: number): readonly Change[] {
  return Array.from({ length: count }, (_, index) => change(first + index));
}

/** Which change an event records: what the fields have become says so. Undefined for any other event. */
export function changeIn({ stream, data }: RecordedEvent): number | undefined {
  if (stream !== 'config') return undefined;
  const fields = Object.values((data['changes'] ?? {}) as Record<string, JsonObject>);
  const mark = /change-(\d+)/.exec(JSON.stringify(fields.map((field) => field['new'])));
  return mark === null ? undefined : Number(mark[1]);
}

/** How far {@link send} has come. */
export interface Progress {
  readonly answered: number;
  /** Sent and not answered. */
  readonly underWay: ReadonlySet<number>;
}

/**
 * Sends all of them, as many at once as there are sockets, and goes on when a connection breaks.
 *
 * @returns the answers, by change. One that is missing was not answered: it may or may not have been made.
 */
export async function send(
  connections: Connections,
  sockets: number,
  all: readonly Change[],
  onAnswer: (progress: Progress) => void = () => undefined,
): Promise<ReadonlyMap<number, Answer>> {
  const answers = new Map<number, Answer>();
  const underWay = new Set<number>();
  const left = all.values();
  const sender = async () => {
    for (const { nth, path, body } of left) {
      underWay.add(nth);
      const answer = await connections
        .send('POST', path, body, { 'idempotency-key': `change ${nth}` })
        .catch(() => undefined);
      underWay.delete(nth);
      if (answer === undefined) continue;
      answers.set(nth, answer);
      onAnswer({ answered: answers.size, underWay });
    }
  };
  await Promise.all(Array.from({ length: sockets }, sender));
  return answers;
}
