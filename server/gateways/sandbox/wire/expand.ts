import type { Work } from '../store/work.js';
import { defaultPaymentOf, paymentsOf } from '../stripe/billing/invoices.finalize.js';
import { invalidRequest } from './errors.js';
import { listObjects } from './lists.js';

const DEPTH_MAX = 4;
const PAYMENTS_SHOWN = 10;

/** The references that the sandbox can follow. The id alone tells which object is meant. */
const EXPANDABLE = new Set([
  'balance_transaction',
  'charge',
  'customer',
  'default_price',
  'invoice',
  'latest_invoice',
  'pending_setup_intent',
  'price',
  'product',
  'schedule',
  'subscription',
  'test_clock',
  'default_payment_method',
  'failure_balance_transaction',
  'latest_charge',
  'payment_intent',
  'payment_method',
  'source',
]);

/** Replaces the named references by their objects, in place. `paths` are Stripe's: `data.latest_charge.customer`. */
export async function expandReply(work: Work, reply: unknown, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const parts = path.split('.');
    if (parts.length > DEPTH_MAX) {
      throw invalidRequest(
        `You cannot expand more than ${DEPTH_MAX} levels of a property (${path}).`,
        undefined,
        'expand',
      );
    }
    await follow(work, reply, parts, path);
  }
}

async function follow(work: Work, level: unknown, parts: readonly string[], path: string): Promise<void> {
  const [name, ...rest] = parts;
  if (name === undefined || level === null || typeof level !== 'object') return;
  if (Array.isArray(level)) {
    for (const item of level) await follow(work, item, parts, path);
    return;
  }
  const holder = level as Record<string, unknown>;
  if (name === 'refunds' && holder['object'] === 'charge') {
    const url = `/v1/charges/${String(holder['id'])}/refunds`;
    holder['refunds'] = await listObjects(work, {
      type: 'refund',
      url,
      page: {},
      equal: { charge: String(holder['id']) },
    });
    await follow(work, holder['refunds'], rest, path);
    return;
  }
  if (holder['object'] === 'invoice' && (name === 'payments' || name === 'confirmation_secret')) {
    holder[name] = await (name === 'payments'
      ? includedPayments(work, holder)
      : confirmationSecret(work, holder));
    await follow(work, holder[name], rest, path);
    return;
  }
  if (!(name in holder)) {
    throw invalidRequest(`This property cannot be expanded (${path}).`, undefined, 'expand');
  }
  const value = holder[name];
  if (typeof value === 'string') {
    if (!EXPANDABLE.has(name))
      throw invalidRequest(`This property cannot be expanded (${path}).`, undefined, 'expand');
    // A copy: the object itself may be expanded differently elsewhere, and must be stored flat.
    holder[name] = structuredClone(await work.follow(value)) ?? value;
  } else if (rest.length === 0 && value !== null && !isExpanded(value)) {
    throw invalidRequest(`This property cannot be expanded (${path}).`, undefined, 'expand');
  }
  await follow(work, holder[name], rest, path);
}

/** Not part of an invoice unless asked for. */
async function includedPayments(work: Work, { id }: Record<string, unknown>) {
  const url = `/v1/invoice_payments?invoice=${String(id)}`;
  // Copies: they may be expanded further, and must be stored flat.
  const data = structuredClone(await paymentsOf(work, String(id)));
  return { object: 'list', data: data.slice(0, PAYMENTS_SHOWN), has_more: data.length > PAYMENTS_SHOWN, url };
}

/** With it the payer confirms the invoice's payment in the browser; null where nothing waits for that. */
async function confirmationSecret(work: Work, invoice: Record<string, unknown>) {
  if (invoice['status'] !== 'open') return null;
  const payment = await defaultPaymentOf(work, String(invoice['id']));
  const intent = payment === null ? null : await work.find('payment_intent', payment.payment.payment_intent);
  return intent === null ? null : { client_secret: intent.client_secret, type: 'payment_intent' };
}

const isExpanded = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'object' in value;
