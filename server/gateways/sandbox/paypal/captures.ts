import type { Work } from '../store/work.js';
import type { Surroundings } from '../wire/endpoint.js';
import { wholeCaptureWire } from './captures.wire.js';
import { tell } from './events.js';
import { type Funding, newPaypalId, type Payer, type StoredCapture, type StoredOrder } from './objects.js';
import { orderWire } from './orders.wire.js';
import { takeBack } from './refunds.js';
import { refundedMinor, refundsOfCapture } from './refunds.wire.js';
import { keepAccount } from './vault.js';
import { minorOf, spoken } from './wire/amounts.js';
import { paypalEndpoint } from './wire/endpoint.js';
import { PaypalError, unprocessable } from './wire/errors.js';
import { nothing } from './wire/params.js';

type Place = Pick<Surroundings, 'publicUrl' | 'effectDelayMs'>;

/** An electronic check clears thirty times later than a bank's other answers: long enough to be seen waiting. */
const ECHECK_DELAYS = 30;

/** Takes the money of an approved order, as its payer's means of payment will have it. The caller holds the order. */
export async function capture(work: Work, order: StoredOrder, place: Place): Promise<StoredOrder> {
  if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_CAPTURED');
  const { payer } = order;
  if (payer === null || (order.status !== 'APPROVED' && !isAgreedBefore(order)))
    throw unprocessable('ORDER_NOT_APPROVED');
  if (payer.funding === 'declined') throw declined(order, place.publicUrl);
  await refuseDuplicateInvoice(work, order);
  const made: StoredCapture = {
    id: newPaypalId(),
    object: 'paypal.capture',
    created: work.now,
    updated: work.now,
    orderId: order.id,
    ...outcomeOf(payer.funding),
    amount: order.amount,
    customId: order.customId,
    invoiceId: order.invoiceId,
    funding: payer.funding,
  };
  const isPaid = made.status === 'COMPLETED';
  const completed: StoredOrder = { ...order, status: 'COMPLETED', updated: work.now };
  const after = isPaid ? saveAccount(work, completed, payer, place.publicUrl) : completed;
  work.save(made);
  work.save(after);
  announceCapture(work, made, place.publicUrl);
  tell(work, place.publicUrl, {
    type: 'CHECKOUT.ORDER.COMPLETED',
    resourceType: 'checkout-order',
    summary: 'Checkout Order Completed',
    resource: await orderWire(work, after, place.publicUrl),
  });
  if (made.status === 'PENDING')
    work.later('paypal.clear_capture', made.id, place.effectDelayMs * ECHECK_DELAYS);
  return after;
}

/** Who pays with a saved account has agreed before, unless its owner wants to be asked each time. */
export const isAgreedBefore = ({ vaultId, payer }: StoredOrder): boolean =>
  vaultId !== null && payer !== null && payer.funding !== 'confirms';

/** Where the payer has agreed to it with the order. Announces `VAULT.PAYMENT-TOKEN.CREATED`. */
function saveAccount(work: Work, order: StoredOrder, payer: Payer, publicUrl: string): StoredOrder {
  if (!order.saving) return order;
  const customerId = newPaypalId().slice(0, 10);
  const token = keepAccount(work, { customerId, ...order.saving, payer }, publicUrl);
  return { ...order, saved: { tokenId: token.id, customerId } };
}

function outcomeOf(funding: Funding): Pick<StoredCapture, 'status' | 'reason'> {
  if (funding === 'echeck') return { status: 'PENDING', reason: 'ECHECK' };
  if (funding === 'denied') return { status: 'DECLINED', reason: null };
  return { status: 'COMPLETED', reason: null };
}

/** The payer may come back and choose something else; the order stays as it is. */
function declined(order: StoredOrder, publicUrl: string): PaypalError {
  const href = `${publicUrl}/paypal/checkoutnow?token=${order.id}`;
  return new PaypalError(422, 'INSTRUMENT_DECLINED', null, [{ href, rel: 'redirect', method: 'GET' }]);
}

/** PayPal takes an invoice's id once only, unless the merchant has switched that off. */
async function refuseDuplicateInvoice(work: Work, order: StoredOrder): Promise<void> {
  if (order.invoiceId === null) return;
  const { rows } = await work.query(
    `select 1 from sandbox.objects where type = 'paypal.capture' and data->>'invoiceId' = $1
       and data->>'status' <> 'DECLINED' limit 1`,
    [order.invoiceId],
  );
  if (rows.length > 0) throw unprocessable('DUPLICATE_INVOICE_ID');
}

/** The electronic check has cleared, or the money held back is let go. Only a pending capture can be completed. */
export async function completeCapture(work: Work, id: string, publicUrl: string): Promise<StoredCapture> {
  return decide(work, id, publicUrl, 'COMPLETED');
}

/** The electronic check has bounced. Only a pending capture can be denied. */
export async function denyCapture(work: Work, id: string, publicUrl: string): Promise<StoredCapture> {
  return decide(work, id, publicUrl, 'DECLINED');
}

async function decide(work: Work, id: string, publicUrl: string, status: 'COMPLETED' | 'DECLINED') {
  const before = await lockCapture(work, id);
  if (before.status !== 'PENDING') return before;
  const after: StoredCapture = { ...before, status, reason: null, updated: work.now };
  work.save(after);
  announceCapture(work, after, publicUrl);
  const order = await work.get('paypal.order', before.orderId);
  if (status === 'COMPLETED' && order.payer !== null && !order.saved) {
    work.save(saveAccount(work, order, order.payer, publicUrl));
  }
  return after;
}

/** The payer's bank takes back what is left of a capture; nobody is asked. Announces `PAYMENT.CAPTURE.REVERSED`. */
export async function reverseCapture(work: Work, id: string, publicUrl: string): Promise<StoredCapture> {
  const before = await lockCapture(work, id);
  const left = minorOf(before.amount) - refundedMinor(await refundsOfCapture(work, id));
  if (before.status === 'PENDING' || before.status === 'DECLINED' || left <= 0n)
    throw unprocessable('REFUND_NOT_ALLOWED');
  return takeBack(work, before, before.amount, publicUrl);
}

function announceCapture(work: Work, made: StoredCapture, publicUrl: string): void {
  const amount = spoken(made.amount);
  const happened = {
    COMPLETED: { type: 'PAYMENT.CAPTURE.COMPLETED', summary: `Payment completed for ${amount}` },
    PENDING: { type: 'PAYMENT.CAPTURE.PENDING', summary: `Payment pending for ${amount}` },
    DECLINED: { type: 'PAYMENT.CAPTURE.DENIED', summary: `Payment denied for ${amount}` },
    PARTIALLY_REFUNDED: null,
    REFUNDED: null,
  }[made.status];
  if (happened === null) return;
  tell(work, publicUrl, {
    ...happened,
    resourceType: 'capture',
    resource: wholeCaptureWire(made, publicUrl),
  });
}

/** The order is locked first, as everywhere. */
export async function lockCapture(work: Work, id: string): Promise<StoredCapture> {
  const { orderId } = await work.get('paypal.capture', id);
  await work.lock('paypal.order', orderId);
  return work.lock('paypal.capture', id);
}

const retrieve = paypalEndpoint({
  method: 'GET',
  path: '/v2/payments/captures/:id',
  body: nothing,
  keyKeptSeconds: null,
  run: async ({ work, id, publicUrl }) => ({
    status: 200,
    body: wholeCaptureWire(await work.get('paypal.capture', id), publicUrl),
  }),
});

export const captureEndpoints = [retrieve];
