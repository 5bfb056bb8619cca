import type { Work } from '../store/work.js';
import { captureOfOrder, captureWire } from './captures.wire.js';
import { instantOf, MERCHANT, type Payer, payerIdOf, type StoredOrder } from './objects.js';
import { refundsOfCapture, refundWire } from './refunds.wire.js';

/** How an order looks on the wire. Source: https://developer.paypal.com/docs/api/orders/v2/ */

export async function orderWire(work: Work, order: StoredOrder, publicUrl: string) {
  const capture = await captureOfOrder(work, order.id);
  const refunds = capture === null ? [] : await refundsOfCapture(work, capture.id);
  const payments =
    capture === null
      ? {}
      : {
          payments: {
            captures: [captureWire(capture, publicUrl)],
            ...(refunds.length > 0
              ? { refunds: refunds.map((refund) => refundWire(refund, publicUrl)) }
              : {}),
          },
        };
  return {
    ...orderHead(order, publicUrl),
    intent: 'CAPTURE',
    create_time: instantOf(order.created),
    ...(order.updated > order.created || order.payer !== null
      ? { update_time: instantOf(order.updated) }
      : {}),
    purchase_units: [
      {
        reference_id: order.referenceId,
        amount: order.amount,
        payee: MERCHANT,
        ...(order.description === null ? {} : { description: order.description }),
        ...(order.customId === null ? {} : { custom_id: order.customId }),
        ...(order.invoiceId === null ? {} : { invoice_id: order.invoiceId }),
        ...payments,
      },
    ],
    ...(order.payer === null
      ? {}
      : { payer: { email_address: order.payer.email, payer_id: payerIdOf(order.payer.email) } }),
  };
}

/** What is told without `Prefer: return=representation`. */
export const orderHead = (order: StoredOrder, publicUrl: string) => ({
  id: order.id,
  status: order.status,
  ...sourceOf(order),
  links: linksOf(order, publicUrl),
});

function sourceOf(order: StoredOrder) {
  if (order.payer !== null)
    return { payment_source: { paypal: { ...walletOf(order.payer), ...vaultOf(order) } } };
  return order.status === 'PAYER_ACTION_REQUIRED' ? { payment_source: { paypal: {} } } : {};
}

/** Told once the account was saved. */
function vaultOf({ saving, saved }: StoredOrder) {
  if (!saved) return {};
  const named = saving?.merchantCustomerId;
  const customer = { id: saved.customerId, ...(named ? { merchant_customer_id: named } : {}) };
  return { attributes: { vault: { id: saved.tokenId, status: 'VAULTED', customer } } };
}

const walletOf = ({ email }: Payer) => ({
  email_address: email,
  account_id: payerIdOf(email),
  account_status: 'VERIFIED',
});

export const approvalUrl = (orderId: string, publicUrl: string): string =>
  `${publicUrl}/paypal/checkoutnow?token=${orderId}`;

function linksOf(order: StoredOrder, publicUrl: string) {
  const self = `${publicUrl}/paypal/v2/checkout/orders/${order.id}`;
  const get = { href: self, rel: 'self', method: 'GET' };
  switch (order.status) {
    case 'CREATED':
      return [
        get,
        { href: approvalUrl(order.id, publicUrl), rel: 'approve', method: 'GET' },
        { href: self, rel: 'update', method: 'PATCH' },
        { href: `${self}/capture`, rel: 'capture', method: 'POST' },
      ];
    case 'PAYER_ACTION_REQUIRED':
      return [get, { href: approvalUrl(order.id, publicUrl), rel: 'payer-action', method: 'GET' }];
    case 'APPROVED':
      return [
        get,
        { href: self, rel: 'update', method: 'PATCH' },
        { href: `${self}/capture`, rel: 'capture', method: 'POST' },
      ];
    case 'COMPLETED':
      return [get];
  }
}
