import pg from 'pg';
import { type SandboxControl, sandboxControl } from '../../gateways/sandbox/control.js';
import { breachesAt, type Sql } from '../house.books.js';
import { signIn } from '../house.cast.js';
import type { Client } from '../house.client.js';
import { until } from '../house.waits.js';
import { demoPassword, type Instance, startInstance } from '../instance.js';
import { tokenOf } from '../paypal.js';

const PATIENCE_MS = 120_000;
const RECOVERY_MS = 60_000;
const ORDER = { method: 'POST', path: '/paypal/v2/checkout/orders' } as const;
const CAPTURE = { method: 'POST', path: '/paypal/v2/checkout/orders/*/capture' } as const;

/** The built program as its own process, killed without warning. Its sandbox dies with it; what that did is kept. */
describe('killed while it talked with PayPal', () => {
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

  const credits = async () => (await alice.get('/v1/billing/credits/balance')).body.balance as number;
  const buy = () => alice.post('/v1/billing/credits/purchase', { packageId, method: 'paypal' });
  const payment = async (id: string) => (await alice.get(`/v1/billing/payments/${id}`)).body;
  const complete = (id: string) => alice.post(`/v1/billing/payments/${id}/complete`);
  const newestPayment = async () => {
    const [row] = await sql<{ id: string; status: string }>(
      'SELECT id, status FROM payment ORDER BY created_at DESC, id DESC LIMIT 1',
    );
    if (!row) throw new Error('There is no payment');
    return row;
  };

  /** An order that its payer has agreed to, of which PayPal tells nobody. */
  async function agreed() {
    const before = await credits();
    await control.dropWebhooks();
    const { body } = await buy();
    await control.paypal.approveOrder(tokenOf(body.payment.nextAction.url));
    return { id: body.payment.id as string, before };
  }

  /** The sweep comes two minutes after the purchase; here it is told that they are over. */
  const sweep = (id: string) =>
    sql(`SELECT graphile_worker.add_job('payments.sweep', json_build_object('paymentId', $1::text))`, [id]);

  async function expectPaidOnce(id: string, before: number): Promise<void> {
    await until(
      'the payment has succeeded',
      async () =>
        (await sql("SELECT 1 FROM payment WHERE id = $1 AND status = 'succeeded'", [id])).length > 0,
      RECOVERY_MS,
    );
    const [row] = await sql(
      `SELECT i.status, (SELECT count(*)::int FROM payment WHERE invoice_id = i.id) AS payments,
              (SELECT count(*)::int FROM payment_allocation WHERE invoice_id = i.id) AS allocations,
              (SELECT count(*)::int FROM sandbox.objects WHERE type = 'paypal.order' AND data->>'customId' = p.id) AS orders,
              (SELECT count(*)::int FROM sandbox.objects WHERE type = 'paypal.capture' AND data->>'customId' = p.id) AS captures
       FROM payment p JOIN invoice i ON i.id = p.invoice_id WHERE p.id = $1`,
      [id],
    );
    expect(row).toEqual({ status: 'paid', payments: 1, allocations: 1, orders: 1, captures: 1 });
    const [lot] = await sql<{ granted: string }>('SELECT granted FROM credit_lot WHERE payment_id = $1', [
      id,
    ]);
    expect(await credits()).toBe(before + Number(lot?.granted));
  }

  test(
    'before the order’s answer came: the sweep goes on with the same order',
    async () => {
      const before = await credits();
      await control.dropWebhooks();
      await control.holdReply(ORDER);
      const answer = buy().catch(() => null);
      await control.waitForHeldReply();
      const { id, status } = await newestPayment();
      expect(status).toBe('pending');
      await instance.kill('SIGKILL');
      await answer;
      await instance.restart();
      await sweep(id);
      await until('its page is known', async () => (await payment(id)).nextAction !== null, RECOVERY_MS);
      await control.paypal.approveOrder(tokenOf((await payment(id)).nextAction.url));
      expect((await complete(id)).body.status).toBe('succeeded');
      await expectPaidOnce(id, before);
    },
    PATIENCE_MS,
  );

  test(
    'before the money was taken: the sweep takes it',
    async () => {
      const { id, before } = await agreed();
      await control.addRule({
        kind: 'call',
        ...CAPTURE,
        when: 'before',
        outcome: { type: 'status', status: 500 },
        times: 2,
      });
      expect((await complete(id)).body.status).toBe('processing');
      await instance.kill('SIGKILL');
      await instance.restart();
      await sweep(id);
      await expectPaidOnce(id, before);
    },
    PATIENCE_MS,
  );

  test(
    'after the money was taken: the capture is found and booked once',
    async () => {
      const { id, before } = await agreed();
      await control.holdReply(CAPTURE);
      const answer = complete(id).catch(() => null);
      await control.waitForHeldReply();
      await instance.kill('SIGKILL');
      await answer;
      await instance.restart();
      expect((await newestPayment()).status).toBe('processing');
      await sweep(id);
      await expectPaidOnce(id, before);
      expect((await complete(id)).body.status).toBe('succeeded');
    },
    PATIENCE_MS,
  );
});
