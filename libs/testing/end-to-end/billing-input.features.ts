import type { JsonObject } from '@reeve/contracts';
import { expect, it } from 'vitest';
import { newPlan, planThatIs, subscribe } from './billing-given.js';
import type { Answer } from './client.js';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { NO_JSON, REFUSED_EVERYWHERE, refusedValues, takenValues, takes } from './refused-values.js';
import { AskedBilling, bodyWith, escaped, leastOf, textOf, without } from './asked-billing.js';
import type { Operation, Sent } from './asked-billing.js';
import type { StartTopology } from './topology.js';

/** What descriptions say of fields beside their schemas: JSON that they may not be. */
const REFUSED_BY_NAME: Readonly<Record<string, readonly string[]>> = {
  id: ['"a b"', '"-a"', '"ü"', '"../a"', '"a/b"', '"a\\u0000"', '"\\u202ea"'],
  name: ['" "', '"\\t"', '"a\\nb"', '"a\\u0000"', '"\\u202egpj.exe"', '"\\u2067a"', '"\\u2028"'],
  name_ru: ['"a\\nb"', '"a\\u0000"', '"\\u202egpj.exe"'],
  description: ['"a\\u0000"', '"a\\u0007"', '"\\u202egpj.exe"'],
  description_ru: ['"a\\u0000"', '"a\\u0085"', '"\\u2067a"'],
  price: ['9.999', '"9.999"', '0.30000000000000004', '1e-7', '5e-324', '1e12', '100000000000', '1e308'],
  currency: ['"XXX"', '"XAU"', '"rub"', '"ABC"', '"₽₽₽"', '"\\u0000\\u0000\\u0000"'],
  quotas: [
    ...['{"a":-1}', '{"a":1.5}', '{"a":"1"}', '{"a":true}', '{"a":{}}', '{"a":[]}', '{"a":9007199254740992}'],
    ...['{"":1}', '{" ":1}', '{"a\\u0000":1}', '{"\\u202ea":1}', `{"${'a'.repeat(101)}":1}`],
    JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`q${index}`, 1]))),
  ],
  features: ['["a\\u0000"]', '["\\u202ea"]', `["${'a'.repeat(501)}"]`, `[${'"x",'.repeat(100)}"x"]`],
};

/** Texts that are answered as they were sent. */
const VERBATIM: readonly string[] = ['name_ru', 'description', 'description_ru', 'currency', 'interval'];

/** Whatever is sent to billing that it cannot take: refused by name, and nothing is written. */
export function describeBillingInput(startTopology: StartTopology): void {
  describeInstallation('What billing is sent', startTopology, {}, (installation) => {
    specifyFields(installation);
    specifyBodies(installation);
    specifyAddresses(installation);
    specifyStates(installation);
  });
}

/** What parameters are sent. */
const TEXTS: readonly string[] = [
  ...['', ' ', 'x', '-1', '0', '1.5', '1e3', '0x1', '01', 'NaN', 'null', 'true', 'maybe', '[]', '1,2', '1;2'],
  ...['9007199254740993', '9'.repeat(30), '\u0000', '\u202ex', '😀', 'x'.repeat(300), '__proto__'],
];
/** What stands in paths, as it is written there: nobody has such an id, or nobody can. */
const UNKNOWN: readonly string[] = [
  ...['%00', '%E2%80%AE', '__proto__', 'valueOf', '%2e%2e%2fx', '%25', '%F0%9F%98%80', 'v'.repeat(100)],
];
const MALFORMED: readonly string[] = ['%ff', '%', 'v'.repeat(101)];
const REFUSALS_OF_UNKNOWN: Readonly<Record<string, readonly [number, string]>> = {
  id: [404, 'BILLING-PLAN-NOT-FOUND'],
  user_id: [404, 'USERS-NOT-FOUND'],
  metric: [400, 'BILLING-METRIC-UNKNOWN'],
};
/** What a subscription that stands so does not allow. */
const IN_THE_WAY: readonly (readonly ['active' | 'paused' | 'canceled', string, JsonObject])[] = [
  ['paused', 'PUT subscription', {}],
  ['paused', 'PUT subscription', { at_period_end: true }],
  ['paused', 'POST subscription/pause', {}],
  ['paused', 'POST usage', { metric: 'requests' }],
  ['active', 'POST subscription/resume', {}],
  ['canceled', 'POST subscription/cancel', {}],
  ['canceled', 'POST subscription/cancel', { immediate: true }],
  ['canceled', 'POST subscription/pause', {}],
  ['canceled', 'POST subscription/resume', {}],
];
/** What is asked of pages, and which page is answered, of which size. */
const PAGES: readonly (readonly [string, number, number])[] = [
  ['page=0', 1, 20],
  ['page=-7', 1, 20],
  ['page=999999999999999', 1_000_000_000, 20],
  ['page_size=0', 1, 20],
  ['page_size=-1', 1, 20],
  ['page_size=101', 1, 100],
];

function specifyFields(installation: Installation): void {
  it('is refused where a field cannot be that, and the field is named', async () => {
    const asking = await AskedBilling.of(installation);
    const named = new Set<string>();
    let asked = 0;
    for (const operation of asking.operations) {
      for (const [field, schema] of Object.entries(operation.body?.properties ?? {})) {
        named.add(field);
        const values = [...refusedValues(schema), ...(REFUSED_BY_NAME[field] ?? [])];
        const bodies = values.map((json) => bodyWith(operation, field, json));
        const answers = await asking.sendAll(operation, bodies);
        const wrong = answers.filter(({ answer }) => !isRefusalOf(answer, field));
        expect(wrong.map(said), `${operation.route} ${field}`).toEqual([]);
        asked += answers.length;
      }
    }
    expect([...named]).toEqual(expect.arrayContaining(Object.keys(REFUSED_BY_NAME)));
    expect(asked).toBeGreaterThan(500);
    expect(await asking.written()).toBe(0);
  });

  it('is kept as it was sent, or refused and not kept', async () => {
    const asking = await AskedBilling.of(installation);
    const refused: (readonly [Operation, string])[] = [];
    for (const operation of asking.operations) {
      for (const [field, schema] of Object.entries(operation.body?.properties ?? {})) {
        for (const json of takenValues(schema)) {
          const body = bodyWith(operation, field, json);
          const answer = await asking.send(operation, body);
          expect(isProper({ body, answer }, field), `${operation.route} ${said({ body, answer })}`).toBe(
            true,
          );
          if (answer.status !== 200) refused.push([operation, body]);
        }
      }
    }
    expect(refused.length).toBeGreaterThan(20);
    await asking.written();
    for (const [operation, body] of refused) await asking.send(operation, body);
    expect(await asking.written()).toBe(0);
  });
}

function specifyBodies(installation: Installation): void {
  it('is refused where it is not the JSON that a body is', async () => {
    const asking = await AskedBilling.of(installation);
    for (const operation of asking.operations.filter(({ body }) => body !== undefined)) {
      const refused = ['', 'null', 'true', '1', '"x"', '[]', '[{}]', ...NO_JSON, '{', '{}}', '{"a"}'];
      const answers = await asking.sendAll(operation, refused);
      const wrong = answers.filter(({ answer: { status, issues } }) => status !== 422 || issues.length !== 1);
      expect(wrong.map(said), operation.route).toEqual([]);
      const [field = ''] = Object.keys(operation.body?.properties ?? {});
      const everywhere = REFUSED_EVERYWHERE.map((json) => bodyWith(operation, field, json));
      for (const sent of await asking.sendAll(operation, everywhere)) {
        expect(isRefusalOf(sent.answer, field), `${operation.route} ${said(sent)}`).toBe(true);
      }
      const inField = NO_JSON.map((text) => bodyWith(operation, field, text));
      const inFields = await asking.sendAll(operation, [...inField, `{"a":${'['.repeat(500_000)}`]);
      const types = inFields.map(({ answer }) => answer.issues[0]?.split(' ').at(-1));
      expect(new Set(types), operation.route).toEqual(new Set(['json_invalid', 'json_limit']));
      const long = await asking.send(operation, bodyWith(operation, field, `"${'x'.repeat(1_000_000)}"`));
      expect(isRefusalOf(long, field), operation.route).toBe(true);
      const tooLong = await asking.send(operation, bodyWith(operation, field, `"${'x'.repeat(1_100_000)}"`));
      expect(tooLong.status, operation.route).toBe(413);
    }
    expect(await asking.written()).toBe(0);
  });

  it('is refused where fields are missing, are more, or are there twice', async () => {
    const asking = await AskedBilling.of(installation);
    for (const operation of asking.operations) {
      const { body, route } = operation;
      if (body === undefined) continue;
      for (const field of body.required ?? []) {
        const { issues } = await asking.send(operation, textOf(without(leastOf(body), field)));
        expect(issues, route).toEqual([`body.${field} missing`]);
      }
      for (const extra of ['discount', 'constructor', 'toString', 'NAME', 'metric ', '']) {
        const { issues } = await asking.send(operation, bodyWith(operation, extra, '1'));
        expect(issues, route).toEqual([`body.${extra} extra_forbidden`]);
      }
      for (const field of Object.keys(body.properties)) {
        for (const again of [field, escaped(field)]) {
          const members = `"${field}":null,"${again}":null`;
          const { issues } = await asking.send(operation, `{${members}}`);
          expect(issues, route).toEqual([`body.${field} duplicate_key`]);
        }
      }
    }
    expect(await asking.written()).toBe(0);
  });

  it('is refused where a body that nobody reads is not JSON', async () => {
    const asking = await AskedBilling.of(installation);
    const bodiless = asking.operations.filter(
      ({ body, route }) => body === undefined && !route.startsWith('get'),
    );
    expect(bodiless.length).toBeGreaterThan(4);
    for (const operation of bodiless) {
      for (const text of ['{', '{"a":1,"a":1}', 'NaN']) {
        expect((await asking.send(operation, text)).status, operation.route).toBe(422);
      }
    }
    expect(await asking.written()).toBe(0);
  });
}

function specifyAddresses(installation: Installation): void {
  it('is refused where a parameter cannot be that, and the parameter is named', async () => {
    const asking = await AskedBilling.of(installation);
    let asked = 0;
    for (const operation of asking.operations) {
      for (const { in: place, name, schema } of operation.parameters) {
        if (place !== 'query') continue;
        const refused = TEXTS.filter((text) => !takes(schema, text)).map((text) => encodeURIComponent(text));
        for (const query of [...refused.map((text) => `?${name}=${text}`), `?${name}=1&${name}=2`]) {
          const answer = await asking.send(operation, undefined, query);
          const found = answer.issues.map((issue) => issue.split(' ')[0]);
          expect(answer.status, `${operation.route} ${query}`).toBe(422);
          expect(found, `${operation.route} ${query}`).toContain(`query.${name}`);
          asked++;
        }
      }
    }
    expect(asked).toBeGreaterThan(50);
    expect(await asking.written()).toBe(0);
  });

  it('is brought into its range where it is a page', async () => {
    const { admin } = installation;
    const asking = await AskedBilling.of(installation);
    const path = `/api/v1/admin/billing/plans/${asking.places['id'] ?? ''}/subscribers`;
    for (const [query, page, size] of PAGES) {
      const answer = await admin.get(`${path}?${query}`);
      expect([answer.object['page'], answer.object['page_size']], query).toEqual([page, size]);
    }
  });

  it('is found nowhere where its path names nothing that there is', async () => {
    const asking = await AskedBilling.of(installation);
    for (const operation of asking.operations) {
      for (const { in: place, name } of operation.parameters) {
        if (place !== 'path') continue;
        const body = operation.body === undefined ? undefined : textOf(leastOf(operation.body));
        for (const text of UNKNOWN) {
          const { status, code } = await asking.send(operation, body, '', { [name]: text });
          expect([status, code], `${operation.route} ${text}`).toEqual(REFUSALS_OF_UNKNOWN[name]);
        }
        for (const text of MALFORMED) {
          const { status } = await asking.send(operation, body, '', { [name]: text });
          expect(status, `${operation.route} ${text}`).toBe(400);
        }
      }
    }
    expect(await asking.written()).toBe(0);
  });
}

function specifyStates(installation: Installation): void {
  it.each(IN_THE_WAY)('is refused where the subscription is %s: %s %j', async (state, request, body) => {
    const { id } = await installation.person('user');
    await subscribe(installation, id, state);
    const plan_id = await newPlan(installation);
    const before = await installation.events('billing.');
    const [method = '', path = ''] = request.split(' ');
    const refused = await installation.admin.send(method, `/api/v1/admin/billing/users/${id}/${path}`, {
      body: path === 'subscription' ? { plan_id, ...body } : { ...body },
    });
    expect([refused.status, refused.code, refused.extra['state']]).toEqual([
      409,
      'BILLING-SUBSCRIPTION-STATE',
      state,
    ]);
    expect(await installation.events('billing.')).toEqual(before);
  });

  it('is refused where the plan is archived, but for a copy', async () => {
    const id = await planThatIs(installation, 'archived', [(await installation.person('user')).id]);
    const person = await installation.person('user');
    const before = await installation.events('billing.');
    const plan = `/api/v1/admin/billing/plans/${id}`;
    const requests: readonly (readonly [string, string, JsonObject?])[] = [
      ['PUT', plan, { name: 'Pro 2' }],
      ['DELETE', plan],
      ['PATCH', `${plan}/toggle`],
      ['PUT', `/api/v1/admin/billing/users/${person.id}/subscription`, { plan_id: id }],
    ];
    for (const [method, path, body] of requests) {
      const sending = body === undefined ? {} : { body };
      const { status, code, extra } = await installation.admin.send(method, path, sending);
      expect([status, code, extra['state']], path).toEqual([409, 'BILLING-PLAN-ARCHIVED', 'archived']);
    }
    expect(await installation.events('billing.')).toEqual(before);
  });
}

/** Whether it is an answer that the field may have: kept where it is text, and named where it is invalid. */
function isProper({ body, answer }: Sent, field: string): boolean {
  const value = (JSON.parse(body) as JsonObject)[field];
  if (answer.status === 422) return isRefusalOf(answer, field);
  if (answer.status !== 200) return [400, 404, 409].includes(answer.status);
  return !VERBATIM.includes(field) || value === null || answer.object[field] === value;
}

/** Whether it is 422, and finds nothing wrong but the field or what is in it. */
function isRefusalOf(answer: Answer, field: string): boolean {
  const { issues, status } = answer;
  return (
    status === 422 &&
    issues.length > 0 &&
    issues.every((issue) => issue.startsWith(`body.${field} `) || issue.startsWith(`body.${field}.`))
  );
}

const said = ({ body, answer: { status, issues, text } }: Sent): string =>
  `${body.slice(0, 200)}: ${status} ${(issues.join() || text).slice(0, 200)}`;
