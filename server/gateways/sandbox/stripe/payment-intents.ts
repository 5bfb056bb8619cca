import type { StoredObjects } from '../store/objects.js';
import { previousAttributes, type Work } from '../store/work.js';
import { endpoint } from '../wire/endpoint.js';
import { invalidRequest } from '../wire/errors.js';
import { listObjects } from '../wire/lists.js';
import { expand, integer, mergeMetadata, pagination, shape, text } from '../wire/params.js';
import { assertClientSecret } from './authentication.js';
import { assertOwnIntent, confirmAndTell, lockIntent } from './billing/intents.js';
import { settleCharge } from './charges.js';
import { assertChargeable, readCurrency } from './currencies.js';
import { changedIntent, methodFrom, newIntent, requestedAuthentication } from './payment-intents.build.js';
import { type Confirmation, unexpectedState } from './payment-intents.confirm.js';
import {
  type ConfirmParams,
  type CreateParams,
  cancelParams,
  captureParams,
  confirmParams,
  createParams,
  updateParams,
} from './payment-intents.params.js';
import { searchPaymentIntents } from './payment-intents.search.js';

type PaymentIntent = StoredObjects['payment_intent'];
type PaymentMethod = StoredObjects['payment_method'];

const create = endpoint({
  method: 'POST',
  path: '/v1/payment_intents',
  params: createParams,
  run: async (call) => {
    const { work, params } = call;
    const currency = readCurrency(params.currency);
    assertChargeable(params.amount, currency);
    if (params.customer !== undefined) await work.get('customer', params.customer, 'customer');
    if (params.confirm !== true) refuseWithoutConfirm(params);
    const intent = newIntent(work, params, currency);
    const method = await methodFrom(work, params);
    if (method !== null) {
      intent.payment_method = method.id;
      intent.status = 'requires_confirmation';
    }
    work.save(intent);
    work.emit('payment_intent.created', intent);
    return params.confirm === true
      ? confirmAndTell(work, intent, confirmationOf(intent, method, params), call)
      : intent;
  },
});

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/payment_intents/:id',
  publishable: true,
  params: shape({ client_secret: text().optional(), expand: expand() }),
  run: async ({ work, params, id, key }) => {
    const intent = await work.get('payment_intent', id);
    assertClientSecret(intent, params.client_secret, key);
    return intent;
  },
});

const update = endpoint({
  method: 'POST',
  path: '/v1/payment_intents/:id',
  params: updateParams,
  run: async ({ work, params, id }) => {
    const before = await work.lock('payment_intent', id);
    assertOwnIntent(work, before, 'update');
    if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(before.status)) {
      const sealed = [
        'amount',
        'currency',
        'customer',
        'payment_method',
        'payment_method_data',
        'capture_method',
      ] as const;
      const touched = sealed.find((name) => params[name] !== undefined);
      if (touched !== undefined) {
        throw unexpectedState(
          `This PaymentIntent's ${touched} could not be updated because it has a status of ${before.status}.`,
          before,
        );
      }
    }
    const after = await changedIntent(work, before, params);
    work.save(after);
    return after;
  },
});

const confirm = endpoint({
  method: 'POST',
  path: '/v1/payment_intents/:id/confirm',
  publishable: true,
  params: confirmParams,
  run: async (call) => {
    const { work, params, id, key } = call;
    const intent = await lockIntent(work, id);
    assertClientSecret(intent, params.client_secret, key);
    if (params.setup_future_usage !== undefined)
      intent.setup_future_usage = params.setup_future_usage === '' ? null : params.setup_future_usage;
    if (params.receipt_email !== undefined) intent.receipt_email = params.receipt_email;
    if (params.shipping !== undefined) intent.shipping = params.shipping;
    if (params.capture_method !== undefined) intent.capture_method = params.capture_method;
    const given = await methodFrom(work, params);
    const method =
      given ??
      (intent.payment_method === null ? null : await work.get('payment_method', intent.payment_method));
    return confirmAndTell(work, intent, confirmationOf(intent, method, params), call);
  },
});

const capture = endpoint({
  method: 'POST',
  path: '/v1/payment_intents/:id/capture',
  params: captureParams,
  run: async ({ work, params, id }) => {
    const intent = await work.lock('payment_intent', id);
    if (intent.status !== 'requires_capture' || intent.latest_charge === null) {
      throw unexpectedState(
        `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
        intent,
      );
    }
    const amount = params.amount_to_capture ?? intent.amount_capturable;
    if (amount > intent.amount_capturable) {
      throw invalidRequest(
        `The payment intent's amount_capturable is ${intent.amount_capturable}; you cannot capture more.`,
        'amount_too_large',
        'amount_to_capture',
      );
    }
    const charge = await work.lock('charge', intent.latest_charge);
    settleCharge(work, charge, amount);
    if (amount < charge.amount) charge.amount_refunded = charge.amount - amount;
    work.emit('charge.captured', charge);
    intent.status = 'succeeded';
    intent.amount_received = amount;
    intent.amount_capturable = 0;
    intent.metadata = mergeMetadata(intent.metadata, params.metadata);
    work.save(intent);
    work.emit('payment_intent.succeeded', intent);
    return intent;
  },
});

const cancel = endpoint({
  method: 'POST',
  path: '/v1/payment_intents/:id/cancel',
  params: cancelParams,
  run: async ({ work, params, id }) => {
    const intent = await work.lock('payment_intent', id);
    assertOwnIntent(work, intent, 'cancel');
    if (['succeeded', 'canceled', 'processing'].includes(intent.status)) {
      throw unexpectedState(
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`,
        intent,
      );
    }
    if (intent.status === 'requires_capture' && intent.latest_charge !== null)
      await releaseReservation(work, intent.latest_charge);
    intent.status = 'canceled';
    intent.canceled_at = work.now;
    intent.cancellation_reason = params.cancellation_reason ?? null;
    intent.amount_capturable = 0;
    intent.next_action = null;
    work.save(intent);
    work.emit('payment_intent.canceled', intent);
    return intent;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/payment_intents',
  params: shape({ ...pagination, customer: text().optional() }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'payment_intent',
      url: '/v1/payment_intents',
      page: params,
      equal: { customer: params.customer },
    }),
});

const search = endpoint({
  method: 'GET',
  path: '/v1/payment_intents/search',
  params: shape({
    query: text(),
    limit: integer({ min: 1, max: 100 }).optional(),
    page: text().optional(),
    expand: expand(),
  }),
  run: ({ work, params }) => searchPaymentIntents(work, params),
});

/** `search` stands before `retrieve`: its path would be taken for an id. */
export const paymentIntentEndpoints = [create, search, listAll, retrieve, update, confirm, capture, cancel];

function confirmationOf(
  intent: PaymentIntent,
  method: PaymentMethod | null,
  params: CreateParams | ConfirmParams,
): Confirmation {
  if (method === null) {
    throw unexpectedState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      intent,
    );
  }
  const offSession = params.off_session !== undefined && params.off_session !== false;
  const mayRedirect =
    intent.automatic_payment_methods?.enabled === true &&
    intent.automatic_payment_methods.allow_redirects !== 'never';
  if (mayRedirect && params.return_url === undefined && !offSession && params.use_stripe_sdk !== true) {
    throw invalidRequest(
      "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
      'parameter_missing',
      'return_url',
    );
  }
  const requested =
    requestedAuthentication(params) ?? intent.payment_method_options?.card?.request_three_d_secure;
  return {
    method,
    returnUrl: params.return_url,
    offSession,
    requestsAuthentication: requested === 'any' || requested === 'challenge',
    errorOnRequiresAction: params.error_on_requires_action === true,
  };
}

function refuseWithoutConfirm(params: CreateParams): void {
  const needing = ['return_url', 'off_session', 'error_on_requires_action', 'mandate_data'] as const;
  const name = needing.find((candidate) => params[candidate] !== undefined);
  if (name === undefined) return;
  throw invalidRequest(
    `You cannot provide \`${name}\` when \`confirm\` is not \`true\`.`,
    'parameter_invalid_empty',
    name,
  );
}

/** What was reserved and never taken goes back to the customer as a refund without books. */
async function releaseReservation(work: Work, chargeId: string): Promise<void> {
  const before = await work.lock('charge', chargeId);
  const after = { ...before, amount_refunded: before.amount, refunded: true };
  work.save(after);
  work.emit('charge.refunded', after, previousAttributes(before, after));
}
