import pg from 'pg';
import { type SandboxControl, sandboxControl } from '../../gateways/sandbox/control.js';
import { breachesAt, type Sql } from '../house.books.js';
import { signIn } from '../house.cast.js';
import type { Answer, Client } from '../house.client.js';
import { until } from '../house.waits.js';
import { demoPassword, type Instance, startInstance } from '../instance.js';

const PATIENCE_MS = 120_000;
/** A dead worker's jobs are given back within fifteen seconds; the rest is for a machine that is busy. */
const RECOVERY_MS = 60_000;

/** The built program as its own process, killed without warning. Its sandbox dies with it; what that did is kept. */
describe('killed between the capture and our commit', () => {
  let instance: Instance;
  let control: SandboxControl;
  let pool: pg.Pool;
  let sql: Sql;
  let alice: Client;
  let packageId: string;

  beforeAll(async () => {
    instance = await startInstance();
    control = sandboxControl(instance.sandboxUrl);
    pool = new pg.Pool({ connectionString: instance.databaseUrl, max: 4 });
    pool.on('error', () => undefined);
    sql = async (text, values = []) => (await pool.query(text, values)).rows;
    alice = await signIn(instance.baseUrl, '/v1/auth/sign-in/email', 'alice@acme.test', demoPassword);
    packageId = (await alice.get('/v1/billing/credits/packages')).body[0].id;
    await control.settleWebhooks();
  }, PATIENCE_MS);

  afterAll(async () => {
    await pool?.end();
    await instance?.stop();
  }, PATIENCE_MS);

  afterEach(async () => {
    for (const rule of await control.rules()) await control.removeRule(rule.id);
    expect(await breachesAt(instance.databaseUrl)).toEqual({});
  });

  /** A purchase whose process will not live to answer. */
  function buy(): { answer: Promise<Answer | null>; balanceBefore: Promise<number> } {
    const balanceBefore = alice.get('/v1/billing/credits/balance').then(({ body }) => body.balance as number);
    const answer = balanceBefore.then(() =>
      alice
        .post('/v1/billing/credits/purchase', {
          packageId,
          method: 'stripe',
          paymentMethodToken: 'pm_card_visa',
        })
        .catch(() => null),
    );
    return { answer, balanceBefore };
  }

  const newestPayment = async () => {
    const [row] = await sql<{ id: string; invoice_id: string; status: string; failure_code: string | null }>(
      `SELECT p.id, p.invoice_id, p.status, p.failure_code FROM payment p ORDER BY p.created_at DESC, p.id DESC LIMIT 1`,
    );
    if (!row) throw new Error('There is no payment');
    return row;
  };

  /** Holds the invoice as another transaction would; whoever settles it waits. */
  async function lockInvoice(invoiceId: string): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: instance.databaseUrl, application_name: 'the test' });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT id FROM invoice WHERE id = $1 FOR UPDATE', [invoiceId]);
    return () => client.end();
  }

  const somebodyWaits = () =>
    until('somebody waits for the invoice', async () => {
      const [row] = await sql(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE wait_event_type = 'Lock' AND application_name = 'countinghouse' AND query ILIKE '%invoice%for update%'
           AND datname = current_database()`,
      );
      return row?.['waiting'] > 0;
    });

  /** Exactly one of everything. */
  async function expectPaidOnce(paymentId: string, balanceBefore: number): Promise<void> {
    await until(
      'the payment has succeeded',
      async () =>
        (await sql('SELECT 1 FROM payment WHERE id = $1 AND status = $2', [paymentId, 'succeeded'])).length >
        0,
      RECOVERY_MS,
    );
    const [row] = await sql(
      `SELECT i.status, (SELECT count(*)::int FROM payment WHERE invoice_id = i.id) AS payments,
              (SELECT count(*)::int FROM payment_allocation WHERE invoice_id = i.id) AS allocations,
              (SELECT count(*)::int FROM credit_lot WHERE payment_id = p.id) AS lots,
              (SELECT count(*)::int FROM sandbox.objects WHERE type = 'charge' AND data -> 'metadata' ->> 'paymentId' = p.id
                 OR type = 'charge' AND data ->> 'payment_intent' = p.stripe_payment_intent_id) AS charges
       FROM payment p JOIN invoice i ON i.id = p.invoice_id WHERE p.id = $1`,
      [paymentId],
    );
    expect(row).toEqual({ status: 'paid', payments: 1, allocations: 1, lots: 1, charges: 1 });
    const [lot] = await sql<{ granted: string }>('SELECT granted FROM credit_lot WHERE payment_id = $1', [
      paymentId,
    ]);
    expect((await alice.get('/v1/billing/credits/balance')).body.balance).toBe(
      balanceBefore + Number(lot?.granted),
    );
  }

  async function restarted(): Promise<number> {
    const since = performance.now();
    await instance.restart();
    return since;
  }
  const report = (point: string, since: number) =>
    console.info(
      `killed ${point}: settled ${((performance.now() - since) / 1000).toFixed(1)} s after the new start began`,
    );

  test(
    'before its answer reached us: the capture is found again and paid once',
    async () => {
      await control.holdWebhooks();
      await control.holdReply({ method: 'POST', path: '/v1/payment_intents' });
      const { answer, balanceBefore } = buy();
      const balance = await balanceBefore;
      expect(await control.waitForHeldReply()).toHaveLength(1);
      const { id, status } = await newestPayment();
      expect(status).toBe('pending');
      await instance.kill('SIGKILL');
      expect(await answer).toBeNull();
      const since = await restarted();
      await control.releaseWebhooks();
      await expectPaidOnce(id, balance);
      report('while the answer was on its way', since);
    },
    PATIENCE_MS,
  );

  test(
    'while the outcome was being written: the webhook writes it once',
    async () => {
      await control.holdWebhooks();
      await control.holdReply({ method: 'POST', path: '/v1/payment_intents' });
      const { answer, balanceBefore } = buy();
      const balance = await balanceBefore;
      await control.waitForHeldReply();
      const { id, invoice_id: invoiceId } = await newestPayment();
      const unlock = await lockInvoice(invoiceId);
      await control.releaseReplies();
      await somebodyWaits();
      await instance.kill('SIGKILL');
      await unlock();
      expect(await answer).toBeNull();
      const since = await restarted();
      await control.releaseWebhooks();
      await expectPaidOnce(id, balance);
      report('while it wrote the outcome', since);
    },
    PATIENCE_MS,
  );

  test(
    "while the webhook's job was at work: the job is given back and done once",
    async () => {
      await control.holdWebhooks();
      await control.holdReply({ method: 'POST', path: '/v1/payment_intents' });
      const { answer, balanceBefore } = buy();
      const balance = await balanceBefore;
      await control.waitForHeldReply();
      const { id, invoice_id: invoiceId } = await newestPayment();
      const unlock = await lockInvoice(invoiceId);
      const [sent] = await control.releaseWebhooks();
      expect(sent?.statuses).toEqual([200]);
      await somebodyWaits();
      await instance.kill('SIGKILL');
      await unlock();
      expect(await answer).toBeNull();
      const since = await restarted();
      await expectPaidOnce(id, balance);
      report("while the webhook's job was at work", since);
    },
    PATIENCE_MS,
  );

  test(
    'before the gateway heard of it: after the restart nothing was charged and the invoice can be paid',
    async () => {
      await control.failBefore({ method: 'POST', path: '/v1/payment_intents', times: 2 });
      const { answer } = buy();
      await answer;
      const { id, invoice_id: invoiceId, status } = await newestPayment();
      expect(status).toBe('pending');
      await instance.kill('SIGKILL');
      await restarted();
      // The sweep comes two minutes after the purchase; here it is told that they are over.
      await sql('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key = $1', [`sweep:${id}`]);
      await sql(
        `SELECT graphile_worker.add_job('payments.sweep', json_build_object('paymentId', $1::text))`,
        [id],
      );
      await until(
        'the payment is given up',
        async () => (await newestPayment()).status === 'failed',
        RECOVERY_MS,
      );
      expect(await newestPayment()).toMatchObject({ id, failure_code: 'not_started' });
      const paid = await alice.post(`/v1/billing/invoices/${invoiceId}/pay`, {
        method: 'stripe',
        paymentMethodToken: 'pm_card_visa',
      });
      expect([paid.status, paid.body.status]).toEqual([201, 'succeeded']);
      expect((await alice.get(`/v1/billing/invoices/${invoiceId}`)).body).toMatchObject({
        status: 'paid',
        amountDue: 0,
      });
    },
    PATIENCE_MS,
  );
});
