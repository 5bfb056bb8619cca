import { readFileSync } from 'node:fs';
import type Stripe from 'stripe';
import { loadStripeSchemaCheck } from '../../../scripts/stripe-schema/check.js';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import { type RunningSandbox, startTestSandbox } from './testing.js';
import { eventTypeName, objectTypeName } from './testing.types.js';

/** Stripe's own acceptance suite: what its command line asks for in order to provoke an event. See `triggers/README.md`. */

interface Step {
  readonly name: string;
  readonly path: string;
  readonly method: 'get' | 'post' | 'delete';
  readonly params?: Readonly<Record<string, unknown>>;
  readonly expected_error_type?: string;
}

const triggers = JSON.parse(
  readFileSync(new URL('./triggers/stripe-cli-triggers.json', import.meta.url), 'utf8'),
) as Record<string, { fixtures: Step[] }>;

const NO_CHECKOUT = "Stripe's hosted checkout: customers pay in the portal";
const NO_CREDIT_NOTES = 'credit notes are ours, with our own series';
const OUT_OF_SCOPE: Readonly<Record<string, string>> = {
  'checkout.session.async_payment_failed': NO_CHECKOUT,
  'checkout.session.async_payment_succeeded': NO_CHECKOUT,
  'checkout.session.completed': NO_CHECKOUT,
  'checkout.session.expired': NO_CHECKOUT,
  'credit_note.created': NO_CREDIT_NOTES,
  'credit_note.updated': NO_CREDIT_NOTES,
  'credit_note.voided': NO_CREDIT_NOTES,
  'payment_intent.partially_funded': 'a bank transfer to Stripe: cards are the only payment method',
  'payment_intent.processing': 'a SEPA debit: cards are the only payment method',
  'subscription_schedule.expiring':
    'it goes on to nine days before the end, and the documents promise the event seven days before it',
};

/** What the sequence is named after, where the events have other names. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  'subscription.payment_failed': ['invoice.payment_failed', 'customer.subscription.created'],
  'subscription.payment_succeeded': ['invoice.payment_succeeded', 'customer.subscription.created'],
  'invoice.paid': ['invoice.paid', 'invoice.payment_succeeded'],
};

/** Sent as well: setting a card up without it is refused since automatic payment methods are the default. */
const ALSO_SENT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'payment_method.updated setup_intent': { return_url: 'https://stripe.com' },
  'setup_intent.requires_action setup_intent': { return_url: 'https://stripe.com' },
};

const schema = loadStripeSchemaCheck();
let database: ClonedDatabase;
let sandbox: RunningSandbox;

beforeAll(async () => {
  database = await freshDatabase();
  sandbox = await startTestSandbox({ databaseUrl: database.url });
  // A schedule without any card shall last until its end.
  await sandbox.control.setBilling({ afterRetries: 'past_due' });
});

afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

type Reply = { status: number; body: Record<string, unknown> };

async function send(step: Step, replies: ReadonlyMap<string, Reply>): Promise<Reply> {
  const path = filled(step.path, replies);
  const form = fields(step.params ?? {}, '').map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(filled(value, replies))}`,
  );
  const isGet = step.method === 'get';
  const response = await fetch(
    `${sandbox.url}${path}${isGet && form.length > 0 ? `?${form.join('&')}` : ''}`,
    {
      method: step.method.toUpperCase(),
      headers: {
        authorization: 'Bearer sk_test_sandbox',
        'content-type': 'application/x-www-form-urlencoded',
      },
      ...(isGet ? {} : { body: form.join('&') }),
    },
  );
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

/** `${invoice:id}` is what an earlier step was answered. */
const filled = (text: string, replies: ReadonlyMap<string, Reply>): string =>
  text.replace(/\$\{([a-z_]+):([a-z_.0-9]+)\}/g, (_, name: string, path: string) => {
    const found = path
      .split('.')
      .reduce<unknown>(
        (level, part) => (level as Record<string, unknown> | undefined)?.[part],
        replies.get(name)?.body,
      );
    if (typeof found !== 'string') throw new Error(`${name} was answered without ${path}`);
    return found;
  });

function fields(value: unknown, name: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    fields(inner, name === '' ? key : `${name}[${key}]`),
  );
}

async function eventsSince(mark: number): Promise<Stripe.Event[]> {
  const { rows } = await sandbox.query(
    `select data from sandbox.events where seq > ${mark} and gateway = 'stripe' order by seq`,
  );
  return rows.map((row: { data: Stripe.Event }) => row.data);
}

async function lastEvent(): Promise<number> {
  const { rows } = await sandbox.query('select coalesce(max(seq), 0)::int as seq from sandbox.events');
  return (rows[0] as { seq: number }).seq;
}

test('there are 65 sequences, and what is left out has a reason', () => {
  expect(Object.keys(triggers)).toHaveLength(65);
  expect(Object.keys(OUT_OF_SCOPE).filter((name) => !(name in triggers))).toEqual([]);
});

test.each(Object.keys(triggers).filter((name) => !(name in OUT_OF_SCOPE)))(
  'the sequence %s brings its event about, and every answer is as the SDK knows it',
  async (name) => {
    const mark = await lastEvent();
    const replies = new Map<string, Reply>();
    for (const step of triggers[name]?.fixtures ?? []) {
      const also = ALSO_SENT[`${name} ${step.name}`];
      const reply = await send({ ...step, params: { ...step.params, ...also } }, replies);
      const error = reply.body['error'] as { type?: string } | undefined;
      expect({ step: step.name, error: error?.type, body: error }).toMatchObject(
        step.expected_error_type === undefined ? { error: undefined } : { error: step.expected_error_type },
      );
      if (error === undefined) {
        expect({ [step.name]: schema.problems(objectTypeName(reply.body), plain(reply.body)) }).toEqual({
          [step.name]: [],
        });
      }
      replies.set(step.name, reply);
      // Banks dispute and clocks advance by themselves.
      await sandbox.control.hasten();
    }
    const events = await eventsSince(mark);
    const types = events.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining([...(NAMED[name] ?? [name])]));
    for (const event of events)
      expect({ [event.type]: schema.problems(eventTypeName(event.type), event) }).toEqual({
        [event.type]: [],
      });
  },
);

/** A list is checked by what is in it. */
const plain = (body: Record<string, unknown>): unknown =>
  body['object'] === 'list' ? (body['data'] as unknown[])[0] : body;
