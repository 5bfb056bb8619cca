import type { SqlCheck } from './audit.checks.js';
import { booked, sameSums } from './audit.sql.js';

/** Periods, what bills them, and what is earned of it. */
export const SUBSCRIPTIONS: readonly SqlCheck[] = [
  {
    invariant: 3,
    key: 'periods-follow',
    sentence: "A subscription's periods follow each other from number one on, without a gap or an overlap",
    sql: `
      SELECT subscription_id || ' period ' || number AS name, 'begins ' || starts_at || ' after ' || coalesce(before::text, 'nothing') AS found
      FROM (SELECT subscription_id, number, starts_at, lag(ends_at) OVER own AS before, row_number() OVER own AS place
        FROM subscription_period WINDOW own AS (PARTITION BY subscription_id ORDER BY number)) p
      WHERE number <> place OR before IS DISTINCT FROM starts_at AND number > 1`,
  },
  {
    invariant: 2,
    key: 'period-current',
    sentence: "A live subscription's current period is the last of its periods",
    sql: `
      SELECT s.id AS name, s.current_period_start || ' to ' || s.current_period_end || ', last period ' || coalesce(p.starts_at || ' to ' || p.ends_at, 'none') AS found
      FROM subscription s LEFT JOIN (SELECT DISTINCT ON (subscription_id) * FROM subscription_period ORDER BY subscription_id, number DESC) p
        ON p.subscription_id = s.id
      WHERE s.status <> 'canceled' AND (p.id IS NULL OR p.starts_at <> s.current_period_start OR p.ends_at <> s.current_period_end)`,
  },
  {
    invariant: 3,
    key: 'periods-billed',
    sentence:
      'Every period with a price is billed by one invoice of its subscription, in a line for that very time',
    sql: `
      SELECT p.subscription_id || ' period ' || p.number AS name, coalesce(i.number, 'no invoice') AS found
      FROM subscription_period p JOIN subscription s ON s.id = p.subscription_id LEFT JOIN invoice i ON i.id = p.invoice_id
      WHERE p.price > 0 AND s.engine = 'own' AND (i.id IS NULL OR i.subscription_id <> p.subscription_id OR i.account_id <> p.account_id
        OR NOT EXISTS (SELECT 1 FROM invoice_line l WHERE l.invoice_id = i.id AND l.plan_id IS NOT NULL AND l.period_start = p.starts_at))`,
  },
  {
    invariant: 2,
    key: 'periods-paid',
    sentence:
      'A period is marked as paid once its invoice is, and no change waits for a payment that has come',
    sql: `
      SELECT p.subscription_id || ' period ' || p.number AS name, i.number || ' is paid' AS found
      FROM subscription_period p JOIN invoice i ON i.id = p.invoice_id WHERE i.status = 'paid' AND p.paid_at IS NULL
      UNION ALL SELECT c.id, i.number || ' is ' || i.status FROM subscription_change c JOIN invoice i ON i.id = c.invoice_id
        WHERE c.status = 'pending' AND i.status IN ('paid', 'void')`,
  },
  {
    invariant: 2,
    key: 'deferred-revenue',
    sentence: "Each account's deferred revenue is what is not earned yet of the plans that it was billed for",
    sql: sameSums(
      'SELECT account_id, currency, sum(left_amount) AS amount FROM deferred_revenue GROUP BY account_id, currency',
      booked('deferred_revenue', -1),
    ),
  },
];
