import { type Answer, type House, openHouse } from '../house.js';

/** How often each effect of one purchase stands in the database and at the gateway. */
async function effectsOf(house: House, paymentId: string) {
  const [row] = await house.sql<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM payment WHERE invoice_id = p.invoice_id) AS payments,
            (SELECT count(*)::int FROM payment_allocation WHERE payment_id = p.id) AS allocations,
            (SELECT count(*)::int FROM credit_lot WHERE payment_id = p.id) AS lots,
            (SELECT count(*)::int FROM credit_entry e JOIN credit_lot l ON l.id = e.lot_id WHERE l.payment_id = p.id) AS grants,
            (SELECT count(*)::int FROM journal_entry WHERE kind = 'invoice.issued' AND source_id = p.invoice_id) AS issued,
            (SELECT count(*)::int FROM journal_entry WHERE kind = 'payment.succeeded' AND source_id = p.id) AS paid,
            (SELECT count(*)::int FROM journal_entry j JOIN credit_lot l ON j.source_id = l.invoice_line_id
              WHERE j.kind = 'credits.granted' AND l.payment_id = p.id) AS granted,
            (SELECT count(*)::int FROM sandbox.objects
              WHERE type = 'charge' AND data ->> 'payment_intent' = p.stripe_payment_intent_id) AS charges
     FROM payment p WHERE p.id = $1`,
    [paymentId],
  );
  return row;
}

const ONCE = { payments: 1, allocations: 1, lots: 1, grants: 1, issued: 1, paid: 1, granted: 1, charges: 1 };

describe('a signed webhook over HTTP, while the worker runs', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ worker: true });
  });
  afterAll(() => house.close());
  afterEach(async () => {
    for (const rule of await house.control.rules()) await house.control.removeRule(rule.id);
    expect(await house.books()).toEqual({});
    expect(house.faults).toEqual([]);
  });

  /** A purchase whose charge has taken effect at the gateway, and whose answer is kept back. */
  async function charged(): Promise<{
    eventId: string;
    answer: Promise<Answer>;
    release: () => Promise<unknown>;
  }> {
    const before = new Set((await house.control.events('payment_intent.succeeded')).map(({ id }) => id));
    await house.control.holdReply({ method: 'POST', path: '/v1/payment_intents' });
    const answer = house.buy(house.alice, 'pro');
    const [held] = await house.control.waitForHeldReply();
    const event = (await house.control.events('payment_intent.succeeded')).find(({ id }) => !before.has(id));
    if (!held || !event) throw new Error('Nothing was charged');
    return { eventId: event.id, answer, release: () => house.control.releaseReplies() };
  }

  const paymentOf = async (eventId: string) => {
    const [row] = await house.sql<{ id: string; status: string }>(
      `SELECT p.id, p.status FROM payment p JOIN sandbox.events e ON e.data -> 'data' -> 'object' ->> 'id' = p.stripe_payment_intent_id WHERE e.id = $1`,
      [eventId],
    );
    return row;
  };
  const worked = (eventId: string) =>
    house.until('the event is worked off', async () => {
      const [row] = await house.sql('SELECT status FROM webhook_event WHERE event_id = $1', [eventId]);
      return row && !['received', 'failed'].includes(row['status']) && (row['status'] as string);
    });

  test('fifty times at once it has its effect once', async () => {
    await house.control.holdWebhooks();
    const { eventId, answer, release } = await charged();
    const since = performance.now();
    const [sent] = await house.control.sendEvent(eventId, { copies: 50, concurrently: true });
    const answeredMs = performance.now() - since;
    expect(sent?.statuses).toEqual(Array(50).fill(200));
    expect(await worked(eventId)).toBe('done');
    const workedMs = performance.now() - since;
    await release();
    const { status, body } = await answer;
    expect({ status, payment: body.payment.status, invoice: body.invoice.status }).toEqual({
      status: 201,
      payment: 'succeeded',
      invoice: 'paid',
    });
    expect(await house.sql('SELECT attempts FROM webhook_event WHERE event_id = $1', [eventId])).toEqual([
      { attempts: 1 },
    ]);
    expect(await effectsOf(house, body.payment.id)).toEqual(ONCE);
    console.info(
      `50 webhooks at once: answered in ${answeredMs.toFixed(0)} ms, worked off after ${workedMs.toFixed(0)} ms`,
    );
  });

  test('twice in a row it has its effect once', async () => {
    const { body } = await house.buy(house.alice, 'starter');
    await house.control.settleWebhooks();
    const [event] = await house.control.events('payment_intent.succeeded');
    const [sent] = await house.control.sendEvent(event?.id ?? '', { copies: 2 });
    expect(sent?.statuses).toEqual([200, 200]);
    expect(await worked(event?.id ?? '')).toBe('done');
    expect(await effectsOf(house, body.payment.id)).toEqual(ONCE);
  });

  test("before the purchase's own answer it settles the payment, and the answer finds it settled", async () => {
    const { eventId, answer, release } = await charged();
    expect(await worked(eventId)).toBe('done');
    expect((await paymentOf(eventId))?.status).toBe('succeeded');
    expect((await house.alice.get('/v1/billing/invoices?_end=1')).body[0].status).toBe('paid');
    await release();
    const { status, body } = await answer;
    expect({ status, payment: body.payment.status }).toEqual({ status: 201, payment: 'succeeded' });
    expect(await effectsOf(house, body.payment.id)).toEqual(ONCE);
  });

  test('fifty times at once, racing the answer itself, it has its effect once', async () => {
    await house.control.holdWebhooks();
    const { eventId, answer, release } = await charged();
    const [[sent], { status, body }] = await Promise.all([
      house.control.sendEvent(eventId, { copies: 50, concurrently: true }),
      answer,
      release(),
    ]);
    expect({ status, answered: new Set(sent?.statuses) }).toEqual({ status: 201, answered: new Set([200]) });
    expect(await worked(eventId)).toBe('done');
    expect(await effectsOf(house, body.payment.id)).toEqual(ONCE);
  });

  test('replayed by two staff many times at once it has no second effect', async () => {
    const { body } = await house.buy(house.alice, 'starter');
    await house.control.settleWebhooks();
    const [event] = await house.control.events('payment_intent.succeeded');
    await worked(event?.id ?? '');
    const [row] = await house.sql<{ id: string }>('SELECT id FROM webhook_event WHERE event_id = $1', [
      event?.id,
    ]);
    const replay = (by: House['sam']) => by.post(`/v1/admin/webhook-events/${row?.id}/replay`);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => replay(n % 2 ? house.sam : house.dana)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    await house.until('every replay is worked off', async () => {
      const [left] = await house.sql(
        "SELECT count(*)::int AS jobs FROM graphile_worker.jobs WHERE task_identifier = 'webhooks.work'",
      );
      return left?.['jobs'] === 0;
    });
    expect(await effectsOf(house, body.payment.id)).toEqual(ONCE);
  });
});
