import { z } from 'zod';
import type { Work } from '../store/work.js';
import { capture, isAgreedBefore } from './captures.js';
import { tell } from './events.js';
import { newPaypalId, type Payer, type Returns, type StoredOrder } from './objects.js';
import { orderHead, orderWire } from './orders.wire.js';
import { minorOf } from './wire/amounts.js';
import { KEPT_SECONDS, type PaypalReply, paypalEndpoint } from './wire/endpoint.js';
import { missingResource, PaypalError, unprocessable } from './wire/errors.js';
import { nothing, text, webAddress, wireMoney } from './wire/params.js';

const returns = z.object({ return_url: webAddress.optional(), cancel_url: webAddress.optional() });

const unit = z.object({
  reference_id: text(256).optional(),
  amount: wireMoney,
  description: text(127).optional(),
  custom_id: text(127).optional(),
  invoice_id: text(127).optional(),
});

const attributes = z.object({
  customer: z.object({ merchant_customer_id: text(64).optional() }).optional(),
  vault: z
    .object({ store_in_vault: z.enum(['ON_SUCCESS']), usage_type: z.enum(['MERCHANT', 'PLATFORM']) })
    .optional(),
});

const create = paypalEndpoint({
  method: 'POST',
  path: '/v2/checkout/orders',
  body: z.object({
    intent: z.enum(['CAPTURE']),
    purchase_units: z.array(unit).min(1).max(1),
    payment_source: z
      .object({
        paypal: z.object({
          vault_id: text(255).optional(),
          experience_context: returns.optional(),
          attributes: attributes.optional(),
        }),
      })
      .optional(),
    application_context: returns.optional(),
  }),
  keyKeptSeconds: KEPT_SECONDS.orders,
  again: async ({ work, publicUrl }, id) => orderWire(work, await work.get('paypal.order', id), publicUrl),
  run: async ({ work, body, requestId, publicUrl, effectDelayMs }) => {
    const [asked] = body.purchase_units;
    if (asked === undefined) throw new PaypalError(400, 'MISSING_REQUIRED_PARAMETER', '/purchase_units');
    minorOf(asked.amount);
    const wallet = body.payment_source?.paypal;
    if (wallet !== undefined && requestId === null) throw new PaypalError(400, 'PAYPAL_REQUEST_ID_REQUIRED');
    const vaultId = wallet?.vault_id ?? null;
    const order: StoredOrder = {
      id: newPaypalId(),
      object: 'paypal.order',
      created: work.now,
      updated: work.now,
      status: wallet === undefined ? 'CREATED' : 'PAYER_ACTION_REQUIRED',
      amount: asked.amount,
      referenceId: asked.reference_id ?? 'default',
      description: asked.description ?? null,
      customId: asked.custom_id ?? null,
      invoiceId: asked.invoice_id ?? null,
      payer: vaultId === null ? null : await vaultedPayer(work, vaultId),
      vaultId,
      saving:
        wallet?.attributes?.vault === undefined
          ? null
          : { merchantCustomerId: wallet.attributes.customer?.merchant_customer_id ?? null },
      saved: null,
      ...returnsOf(wallet?.experience_context ?? body.application_context),
    };
    work.save(order);
    const after = isAgreedBefore(order) ? await capture(work, order, { publicUrl, effectDelayMs }) : order;
    return { status: 201, ...(await told(work, after, publicUrl)) };
  },
});

const returnsOf = (given: z.infer<typeof returns> | undefined): Returns => ({
  returnUrl: given?.return_url ?? null,
  cancelUrl: given?.cancel_url ?? null,
});

async function vaultedPayer(work: Work, vaultId: string): Promise<Payer> {
  const token = await work.find('paypal.payment_token', vaultId);
  if (token === null || work.hidden(vaultId).isDeleted === true)
    throw unprocessable('PAYMENT_SOURCE_CANNOT_BE_USED');
  return token.payer;
}

async function told(
  work: Work,
  order: StoredOrder,
  publicUrl: string,
): Promise<Pick<PaypalReply, 'body' | 'minimal'>> {
  return { body: await orderWire(work, order, publicUrl), minimal: orderHead(order, publicUrl) };
}

const retrieve = paypalEndpoint({
  method: 'GET',
  path: '/v2/checkout/orders/:id',
  body: nothing,
  keyKeptSeconds: null,
  run: async ({ work, id, publicUrl }) => ({
    status: 200,
    body: await orderWire(work, await findOrder(work, id), publicUrl),
  }),
});

/** What a payer does not finish is gone after three hours. */
const ORDER_SECONDS = 3 * 3600;

const isGone = ({ status, updated }: StoredOrder, now: number): boolean =>
  status !== 'COMPLETED' && updated < now - ORDER_SECONDS;

/** The order, unless it is gone. */
export async function findOrder(work: Work, id: string): Promise<StoredOrder> {
  const order = await work.get('paypal.order', id);
  if (isGone(order, work.now)) throw missingResource();
  return order;
}

async function lockOrder(work: Work, id: string): Promise<StoredOrder> {
  const order = await work.lock('paypal.order', id);
  if (isGone(order, work.now)) throw missingResource();
  return order;
}

const UNIT_PATH =
  /^\/purchase_units\/@reference_id=='([^']*)'(?:\/(amount|custom_id|invoice_id|description))$/;

const patch = paypalEndpoint({
  method: 'PATCH',
  path: '/v2/checkout/orders/:id',
  body: z.array(
    z.object({ op: z.enum(['add', 'replace', 'remove']), path: text(500), value: z.unknown().optional() }),
  ),
  keyKeptSeconds: null,
  run: async ({ work, id, body }) => {
    let order = await lockOrder(work, id);
    if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_COMPLETED');
    for (const change of body) {
      const [, referenceId, field] = UNIT_PATH.exec(change.path) ?? [];
      if (field === undefined || change.op === 'remove')
        throw new PaypalError(400, 'FIELD_NOT_PATCHABLE', change.path);
      if (referenceId !== order.referenceId) throw unprocessable('REFERENCE_ID_NOT_FOUND', change.path);
      order = { ...order, ...changed(field, change.value, change.path), updated: work.now };
    }
    work.save(order);
    return { status: 204, body: null };
  },
});

function changed(field: string, value: unknown, path: string): Partial<StoredOrder> {
  if (field === 'amount') {
    const amount = wireMoney.safeParse(value);
    if (!amount.success) throw new PaypalError(400, 'INVALID_PARAMETER_SYNTAX', path);
    minorOf(amount.data);
    return { amount: amount.data };
  }
  const written = text(127).safeParse(value);
  if (!written.success) throw new PaypalError(400, 'INVALID_PARAMETER_SYNTAX', path);
  if (field === 'custom_id') return { customId: written.data };
  return field === 'invoice_id' ? { invoiceId: written.data } : { description: written.data };
}

const take = paypalEndpoint({
  method: 'POST',
  path: '/v2/checkout/orders/:id/capture',
  body: nothing,
  keyKeptSeconds: KEPT_SECONDS.payments,
  again: async ({ work, publicUrl }, id) => orderWire(work, await work.get('paypal.order', id), publicUrl),
  run: async ({ work, id, publicUrl, effectDelayMs }) => {
    const order = await capture(work, await lockOrder(work, id), { publicUrl, effectDelayMs });
    return { status: 201, ...(await told(work, order, publicUrl)) };
  },
});

/** The payer agrees at PayPal's page, or agrees anew with something else after a decline. */
export async function approveOrder(
  work: Work,
  id: string,
  payer: Payer,
  publicUrl: string,
): Promise<StoredOrder> {
  const before = await lockOrder(work, id);
  if (isAgreedBefore(before)) throw missingResource();
  if (before.status === 'COMPLETED') return before;
  const after: StoredOrder = { ...before, status: 'APPROVED', payer, updated: work.now };
  work.save(after);
  tell(work, publicUrl, {
    type: 'CHECKOUT.ORDER.APPROVED',
    resourceType: 'checkout-order',
    summary: 'An order has been approved by buyer',
    resource: await orderWire(work, after, publicUrl),
  });
  return after;
}

export const orderEndpoints = [create, retrieve, patch, take];
