import type { SqlCheck } from './audit.checks.js';

/** Rows that share what only one of them may have, should the unique index be gone. */
const twins = (table: string, columns: string, where = 'true'): string => `
  SELECT concat_ws(' ', ${columns}) AS name, count(*) || ' rows of ${table}' AS found FROM ${table} WHERE ${where} GROUP BY ${columns} HAVING count(*) > 1`;

const GATEWAY_IDS = [
  ['payment', 'stripe_payment_intent_id'],
  ['payment', 'stripe_charge_id'],
  ['payment', 'paypal_order_id'],
  ['payment', 'paypal_capture_id'],
  ['refund', 'stripe_refund_id'],
  ['refund', 'paypal_refund_id'],
  ['dispute', 'stripe_dispute_id'],
  ['dispute', 'paypal_dispute_id'],
] as const;

export const PAYMENTS: readonly SqlCheck[] = [
  {
    invariant: 3,
    key: 'refunded-within-captured',
    sentence: 'What was refunded, is under way and was charged back is not more than was captured',
    sql: `
      SELECT p.id AS name, p.amount_captured || ' captured, ' || coalesce(r.amount, 0) || ' refunded, ' || p.amount_charged_back || ' charged back' AS found
      FROM payment p LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM refund WHERE status IN ('pending', 'succeeded') GROUP BY payment_id) r
        ON r.payment_id = p.id
      WHERE coalesce(r.amount, 0) + p.amount_charged_back > p.amount_captured OR p.amount_refunded < 0`,
  },
  {
    invariant: 3,
    key: 'refunded-is-refunds',
    sentence: 'What a payment calls refunded is the sum of its booked refunds',
    sql: `
      SELECT p.id AS name, p.amount_refunded || ' refunded, ' || coalesce(r.amount, 0) || ' in refunds' AS found
      FROM payment p LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM refund WHERE booked_at IS NOT NULL AND status IN ('pending', 'succeeded')
        GROUP BY payment_id) r ON r.payment_id = p.id
      WHERE p.amount_refunded <> coalesce(r.amount, 0)`,
  },
  {
    invariant: 3,
    key: 'charged-back-is-lost-disputes',
    sentence: 'What a payment calls charged back is the sum of its lost disputes',
    sql: `
      SELECT p.id AS name, p.amount_charged_back || ' charged back, ' || coalesce(d.amount, 0) || ' in lost disputes' AS found
      FROM payment p LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM dispute WHERE status = 'lost' GROUP BY payment_id) d ON d.payment_id = p.id
      WHERE p.amount_charged_back <> coalesce(d.amount, 0)`,
  },
  {
    invariant: 3,
    key: 'one-currency',
    sentence:
      'A refund or dispute is in the currency of its payment, an allocation between rows of one account and currency',
    sql: `
      SELECT r.id AS name, r.currency || ' of ' || p.currency AS found FROM refund r JOIN payment p ON p.id = r.payment_id WHERE r.currency <> p.currency
      UNION ALL SELECT d.id, d.currency || ' of ' || p.currency FROM dispute d JOIN payment p ON p.id = d.payment_id WHERE d.currency <> p.currency
      UNION ALL SELECT a.id, p.account_id || ' ' || p.currency || ' for ' || i.account_id || ' ' || i.currency
        FROM payment_allocation a JOIN payment p ON p.id = a.payment_id JOIN invoice i ON i.id = a.invoice_id
        WHERE p.currency <> i.currency OR p.account_id <> i.account_id`,
  },
  {
    invariant: 3,
    key: 'reversal-fits',
    sentence: 'An allocation that was taken out again is reversed by its own amount, on its own invoice',
    sql: `
      SELECT r.id AS name, r.amount || ' for ' || a.amount AS found FROM payment_allocation r JOIN payment_allocation a ON a.id = r.reverses_id
      WHERE r.amount <> -a.amount OR r.invoice_id <> a.invoice_id OR r.kind <> a.kind OR r.payment_id IS DISTINCT FROM a.payment_id OR a.reverses_id IS NOT NULL`,
  },
  {
    invariant: 3,
    key: 'money-when-succeeded',
    sentence: 'A payment has money exactly when it succeeded, and only such a payment settles an invoice',
    sql: `
      SELECT p.id AS name, p.status || ', ' || p.amount_captured || ' captured, ' || coalesce(a.amount, 0) || ' allocated' AS found
      FROM payment p LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM payment_allocation GROUP BY payment_id) a ON a.payment_id = p.id
      WHERE (p.status = 'succeeded') <> (p.amount_captured > 0) OR p.status <> 'succeeded' AND coalesce(a.amount, 0) <> 0`,
  },
  {
    invariant: 4,
    key: 'event-once',
    sentence: 'A gateway event is stored once',
    sql: twins('webhook_event', 'gateway, event_id'),
  },
  {
    invariant: 4,
    key: 'booked-once',
    sentence: 'A deed is booked once',
    sql: twins('journal_entry', 'kind, source_id'),
  },
  {
    invariant: 4,
    key: 'gateway-object-once',
    sentence: 'A payment, refund or dispute of a gateway is one row here',
    sql: GATEWAY_IDS.map(([table, column]) => twins(table, column, `${column} IS NOT NULL`)).join(
      ' UNION ALL ',
    ),
  },
  {
    invariant: 4,
    key: 'payment-booked',
    sentence: 'Every payment that succeeded is booked once, with what was captured',
    sql: `
      SELECT coalesce(p.id, j.source_id) AS name, coalesce(p.amount_captured, 0) || ' captured, ' || coalesce(j.amount, 0) || ' booked' AS found
      FROM (SELECT * FROM payment WHERE status = 'succeeded') p
      FULL JOIN (SELECT e.source_id, sum(l.amount) AS amount FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id
        WHERE e.kind = 'payment.succeeded' AND l.ledger_code LIKE 'cash_%' GROUP BY e.source_id) j ON j.source_id = p.id
      LEFT JOIN payment bounced ON bounced.id = j.source_id AND bounced.failure_code = 'bounced'
      WHERE coalesce(p.amount_captured, 0) <> coalesce(j.amount, 0) AND bounced.id IS NULL`,
  },
  {
    invariant: 7,
    key: 'capture-has-payment',
    // One that matches nothing of ours stays in the inbox as unmatched, where staff see it.
    sentence:
      'Every capture that a gateway told of and that was worked off has a payment here, or is among the exceptions',
    sql: `
      SELECT w.object_id AS name, w.gateway || ' ' || w.event_id || ' ' || w.type AS found FROM webhook_event w
      WHERE w.type IN ('payment_intent.succeeded', 'PAYMENT.CAPTURE.COMPLETED') AND w.status = 'done'
        AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.stripe_payment_intent_id = w.object_id)
        AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.paypal_capture_id = w.object_id)
        AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.paypal_order_id = w.object_id)
        AND NOT EXISTS (SELECT 1 FROM gateway_exception x WHERE x.object_id = w.object_id)`,
  },
  {
    invariant: 7,
    key: 'payment-has-capture',
    sentence: "Every payment that succeeded through a gateway names the gateway's capture",
    sql: `
      SELECT id AS name, method || ' without ' || CASE WHEN method = 'stripe' THEN 'payment intent or charge' ELSE 'order or capture' END AS found
      FROM payment WHERE status = 'succeeded' AND (method = 'stripe' AND (stripe_payment_intent_id IS NULL OR stripe_charge_id IS NULL)
        OR method = 'paypal' AND (paypal_order_id IS NULL OR paypal_capture_id IS NULL))`,
  },
];
