import { type House, openHouse } from '../house.js';

/** The database's own guards over subscriptions, whoever writes to it. */
describe('the database refuses', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
    const [plan] = await house.sql("SELECT id FROM plan WHERE slug = 'growth'");
    await house.sql(
      `INSERT INTO subscription (id, account_id, plan_id, status, collector, method, currency, price, interval, current_period_start, current_period_end,
         billing_anchor, anchor_day, time_zone, updated_at)
       VALUES ('sub_a', $1, $2, 'active', 'stripe', 'stripe', 'USD', 4900, 'month', '2026-02-01', '2026-03-01', '2026-01-01', 1, 'UTC', now())`,
      [house.acme.accountId, plan?.['id']],
    );
    await house.sql(
      `INSERT INTO subscription_period (id, subscription_id, account_id, number, kind, plan_id, currency, price, starts_at, ends_at, part_from, part_amount, paid_at)
       SELECT 'spd_' || n, 'sub_a', $1, n, 'trial', $2, 'USD', 0, ('2026-0' || n || '-01')::timestamptz, ('2026-0' || n + 1 || '-01')::timestamptz,
         ('2026-0' || n || '-01')::timestamptz, 0, now() FROM generate_series(1, 2) n`,
      [house.acme.accountId, plan?.['id']],
    );
    await house.sql(
      `INSERT INTO subscription_change (id, subscription_id, account_id, kind, status, effective_at, actor_kind, actor_id, decided_at)
       VALUES ('sch_done', 'sub_a', $1, 'create', 'done', now(), 'system', 'test', now()), ('sch_open', 'sub_a', $1, 'plan', 'scheduled', now(), 'system', 'test', NULL)`,
      [house.acme.accountId],
    );
  });
  afterAll(async () => {
    expect(await house.books()).toEqual({});
    await house.close();
  });

  const period = (id: string, number: number, from: string, to: string) =>
    `INSERT INTO subscription_period (id, subscription_id, account_id, number, kind, plan_id, currency, price, starts_at, ends_at, part_from, part_amount)
     SELECT '${id}', id, account_id, ${number}, 'trial', plan_id, 'USD', 0, '${from}', '${to}', '${from}', 0 FROM subscription`;

  test.each([
    [
      'a second live subscription',
      `INSERT INTO subscription SELECT * FROM (SELECT (jsonb_populate_record(s, '{"id": "sub_b"}')).* FROM subscription s) x`,
    ],
    ['a period that overlaps', period('spd_x', 3, '2026-02-20', '2026-03-20')],
    ['a period after a gap', period('spd_x', 3, '2026-03-02', '2026-04-01')],
    ['a number left out', period('spd_x', 4, '2026-03-01', '2026-04-01')],
    ['a number twice', period('spd_x', 2, '2026-03-01', '2026-04-01')],
    ['a first period slipped in before', period('spd_x', 1, '2025-12-01', '2026-01-01')],
    ['a period that ends before it begins', period('spd_x', 3, '2026-03-01', '2026-02-01')],
    [
      'a period that is not the last, cut',
      `UPDATE subscription_period SET ends_at = '2026-01-15' WHERE number = 1`,
    ],
    ['a period moved', `UPDATE subscription_period SET starts_at = '2026-01-15' WHERE number = 2`],
    ['a period deleted', 'DELETE FROM subscription_period'],
    ['periods emptied', 'TRUNCATE subscription_period'],
    ['a price for time that nobody is billed for', 'UPDATE subscription_period SET price = 1'],
    ['an end without a date', `UPDATE subscription SET status = 'canceled'`],
    ['a pause without a date', `UPDATE subscription SET status = 'paused'`],
    ['an overdue subscription without a date', `UPDATE subscription SET status = 'past_due'`],
    ['a subscription in use that becomes an order', `UPDATE subscription SET status = 'incomplete'`],
    ['a trial without an end', `UPDATE subscription SET status = 'trialing'`],
    ['a card collected by hand', `UPDATE subscription SET collector = 'manual'`],
    ['our own run with an id of Stripe', `UPDATE subscription SET stripe_subscription_id = 'sub_1'`],
    [
      'a subscription moved to another account',
      `UPDATE subscription SET account_id = (SELECT id FROM account WHERE slug LIKE 'globex%')`,
    ],
    ['a subscription in another currency', `UPDATE subscription SET currency = 'EUR'`],
    ['a price below zero', 'UPDATE subscription SET price = -1'],
    ['a subscription deleted', 'DELETE FROM subscription'],
    [
      'a second change that waits',
      `INSERT INTO subscription_change (id, subscription_id, account_id, kind, status, effective_at, actor_kind, actor_id) SELECT 'sch_x', id, account_id, 'plan', 'scheduled', now(), 'system', 'x' FROM subscription`,
    ],
    ['a change decided twice', `UPDATE subscription_change SET status = 'withdrawn' WHERE id = 'sch_done'`],
    ['a change written anew', `UPDATE subscription_change SET reason = 'better' WHERE id = 'sch_open'`],
    ['a change done without a date', `UPDATE subscription_change SET status = 'done' WHERE id = 'sch_open'`],
    ['a change deleted', 'DELETE FROM subscription_change'],
    [
      'a second policy',
      'INSERT INTO subscription_policy SELECT 2, retry_days, 1, 1, 1, 1, now() FROM subscription_policy',
    ],
    ['a retry after the grace has ended', `UPDATE subscription_policy SET retry_days = '{1, 20}'`],
    ['a retry before anything failed', `UPDATE subscription_policy SET retry_days = '{0}'`],
    ['a trial of two years', 'UPDATE plan SET trial_days = 730'],
  ])('%s', async (_what, statement) => {
    // Class 23: an integrity constraint, not a slip of the statement.
    await expect(house.sql(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^23/) });
  });

  test('but not what a billing run does', async () => {
    await house.sql(period('spd_3', 3, '2026-03-01', '2026-04-01'));
    await house.sql(`UPDATE subscription_period SET ends_at = '2026-03-15' WHERE number = 3`);
    await house.sql(
      `UPDATE subscription SET current_period_start = '2026-03-01', current_period_end = '2026-03-15'`,
    );
    await house.sql(
      `UPDATE subscription_change SET status = 'withdrawn', decided_at = now() WHERE id = 'sch_open'`,
    );
    await house.sql(`UPDATE subscription SET status = 'canceled', ended_at = now()`);
    await expect(house.sql(`UPDATE subscription SET status = 'active', ended_at = NULL`)).rejects.toThrow(
      /cannot become/,
    );
  });
});
