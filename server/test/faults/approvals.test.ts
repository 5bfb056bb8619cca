import { type House, openHouse } from '../house.js';
import { inLanes } from '../house.waits.js';

const PAYMENTS = 200;
/** Payments under decision at any moment. */
const LANES = 8;
const PATIENCE_MS = 300_000;

describe('two staff at the same desk', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test(
    `approving the same ${PAYMENTS} payments at once grants ${PAYMENTS} times and refuses ${PAYMENTS} times`,
    async () => {
      const packageId = house.packages['starter']!;
      const order = {
        actor: house.globex,
        packageId,
        payWith: { method: 'bank_transfer' as const },
        requestKey: null,
      };
      const orders = await inLanes(LANES, Array(PAYMENTS).fill(order), (each) =>
        house.services.purchases.buy(each),
      );
      const waiting = orders.map(({ payment }) => payment.id);
      expect(
        (await house.sam.get('/v1/admin/payments?status=pending_approval&_end=1')).headers.get(
          'x-total-count',
        ),
      ).toBe(String(PAYMENTS));
      const approve = (by: House['sam'], id: string) =>
        by.post(`/v1/admin/payments/${id}/approve`, { note: 'On the statement' });
      const since = performance.now();
      const answers = (
        await inLanes(LANES, waiting, (id) => Promise.all([approve(house.sam, id), approve(house.dana, id)]))
      ).flat();
      console.info(`${answers.length} decisions in ${(performance.now() - since).toFixed(0)} ms`);

      const won = answers.filter(({ status }) => status === 200);
      const lost = answers.filter(({ status }) => status === 409);
      expect([won.length, lost.length]).toEqual([PAYMENTS, PAYMENTS]);
      expect(new Set(lost.map(({ body }) => body.code))).toEqual(new Set(['payment_already_decided']));
      expect(new Set(won.map(({ body }) => body.id)).size).toBe(PAYMENTS);
      const [row] = await house.sql(
        `SELECT (SELECT count(*)::int FROM credit_entry) AS grants, (SELECT count(*)::int FROM payment WHERE status = 'succeeded') AS paid,
              (SELECT count(*)::int FROM invoice WHERE status = 'paid') AS invoices, (SELECT balance::int FROM wallet WHERE account_id = $1) AS balance,
              (SELECT count(*)::int FROM audit_event WHERE action = 'payment.approve') AS audited`,
        [house.globex.accountId],
      );
      expect(row).toEqual({
        grants: PAYMENTS,
        paid: PAYMENTS,
        invoices: PAYMENTS,
        balance: PAYMENTS * 500,
        audited: PAYMENTS,
      });
      expect(await house.books()).toEqual({});
      expect(house.faults).toEqual([]);
    },
    PATIENCE_MS,
  );

  test('one approves while the other rejects: one of them is told that it is decided', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => house.transfer('starter')));
    const answers = await Promise.all(
      ids.map((id) =>
        Promise.all([
          house.sam.post(`/v1/admin/payments/${id}/approve`),
          house.dana.post(`/v1/admin/payments/${id}/reject`, { reason: 'Not on the statement' }),
        ]),
      ),
    );
    for (const pair of answers) expect(pair.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await house.books()).toEqual({});
  });
});
