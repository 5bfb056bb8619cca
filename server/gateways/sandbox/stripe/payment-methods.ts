import { createHash } from 'node:crypto';
import { newObjectId, type StoredObjects } from '../store/objects.js';
import { previousAttributes, type Work } from '../store/work.js';
import { endpoint } from '../wire/endpoint.js';
import { invalidRequest, missingObject, StripeError } from '../wire/errors.js';
import { listObjects } from '../wire/lists.js';
import {
  clearableText,
  expand,
  ignored,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  pagination,
  shape,
  text,
} from '../wire/params.js';
import { billingDetails, emptyBillingDetails, type BillingDetails } from './billing-details.js';
import {
  EXPIRED,
  findCardByNumber,
  findCardByToken,
  getCardByName,
  hasValidCheckDigit,
  isCardToken,
  type Decline,
  type TestCard,
} from './cards.js';

type PaymentMethod = StoredObjects['payment_method'];

const cardFields = shape({
  number: text(30).optional(),
  exp_month: integer().optional(),
  exp_year: integer().optional(),
  cvc: clearableText(10).optional(),
  token: text().optional(),
  networks: ignored().optional(),
});

/** `payment_method_data` of the intents is the same shape. */
export const paymentMethodData = shape({
  type: oneOf(['card']),
  card: cardFields.optional(),
  billing_details: billingDetails().optional(),
  allow_redisplay: oneOf(['always', 'limited', 'unspecified']).optional(),
  metadata: metadata().optional(),
  radar_options: ignored().optional(),
});

export interface NewCard {
  readonly number?: string | undefined;
  readonly exp_month?: number | undefined;
  readonly exp_year?: number | undefined;
  readonly cvc?: string | null | undefined;
  readonly token?: string | undefined;
}

/** A card that is refused as soon as it is typed in. */
const cardError = (
  code: string,
  message: string,
  param: string,
  more: Record<string, unknown> = {},
): StripeError => new StripeError(message, { status: 402, type: 'card_error', code, param, more });

/** Saves a new payment method for a test card given by number or token. Real cards are refused like in test mode. */
export function createPaymentMethod(
  work: Work,
  given: {
    readonly card: NewCard | undefined;
    readonly billingDetails?: Partial<BillingDetails> | undefined;
    readonly metadata?: Record<string, string> | '' | undefined;
    readonly allowRedisplay?: 'always' | 'limited' | 'unspecified' | undefined;
  },
): PaymentMethod {
  if (given.card === undefined)
    throw invalidRequest('Missing required param: card.', 'parameter_missing', 'card');
  const { testCard, expiry, cvcCheck } = readCard(work, given.card);
  const method: PaymentMethod = {
    id: newObjectId('payment_method'),
    object: 'payment_method',
    allow_redisplay: given.allowRedisplay ?? 'unspecified',
    billing_details: { ...emptyBillingDetails(), ...given.billingDetails },
    card: {
      brand: testCard.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: cvcCheck },
      country: 'US',
      display_brand: testCard.brand,
      exp_month: expiry.month,
      exp_year: expiry.year,
      // The same test card always has the same fingerprint, which is all that a fingerprint promises.
      fingerprint: createHash('sha256')
        .update(testCard.name)
        .digest('base64url')
        .replace(/[-_]/g, 'x')
        .slice(0, 16),
      funding: testCard.funding,
      generated_from: null,
      last4: testCard.number.slice(-4),
      networks: { available: [testCard.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: work.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: mergeMetadata({}, given.metadata),
    type: 'card',
  };
  work.save(method, { testCard: testCard.name });
  return method;
}

function readCard(
  work: Work,
  card: NewCard,
): { testCard: TestCard; expiry: { month: number; year: number }; cvcCheck: string | null } {
  const thisYear = new Date(work.now * 1000).getUTCFullYear();
  if (card.token !== undefined) {
    const testCard = findCardByToken(card.token.replace(/^tok_/, 'pm_card_'));
    if (testCard === null)
      throw invalidRequest(`No such token: '${card.token}'`, 'resource_missing', 'card[token]');
    return { testCard, expiry: { month: 12, year: thisYear + 3 }, cvcCheck: null };
  }
  for (const name of ['number', 'exp_month', 'exp_year'] as const) {
    if (card[name] === undefined)
      throw invalidRequest(`Missing required param: card[${name}].`, 'parameter_missing', `card[${name}]`);
  }
  const number = (card.number ?? '').replace(/[\s-]/g, '');
  if (!hasValidCheckDigit(number))
    throw cardError('incorrect_number', 'Your card number is incorrect.', 'number');
  const expiry = readExpiry(work, card);
  if (card.cvc !== undefined && card.cvc !== null && !/^\d{3,4}$/.test(card.cvc)) {
    throw cardError('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  const testCard = findCardByNumber(number);
  if (testCard === null) {
    throw cardError(
      'card_declined',
      'Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
      'number',
      { decline_code: 'test_mode_live_card' },
    );
  }
  return { testCard, expiry, cvcCheck: card.cvc ? 'pass' : null };
}

function readExpiry(work: Work, card: NewCard): { month: number; year: number } {
  const today = new Date(work.now * 1000);
  const month = card.exp_month ?? 0;
  const written = card.exp_year ?? 0;
  const year = written < 100 ? 2000 + written : written;
  if (month < 1 || month > 12)
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  const thisYear = today.getUTCFullYear();
  if (year < thisYear || year > thisYear + 50) {
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
  if (year === thisYear && month < today.getUTCMonth() + 1) {
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  }
  return { month, year };
}

/** An id, or a token like `pm_card_visa`, which makes a new payment method every time. */
export async function resolvePaymentMethod(
  work: Work,
  idOrToken: string,
  param = 'payment_method',
): Promise<PaymentMethod> {
  if (!isCardToken(idOrToken)) return work.get('payment_method', idOrToken, param);
  if (findCardByToken(idOrToken) === null) throw missingObject('payment_method', idOrToken, param);
  return createPaymentMethod(work, { card: { token: idOrToken } });
}

/** The decline that awaits a charge of this card now, or null. */
export function declineOf(work: Work, method: PaymentMethod): Decline | null {
  const testCard = getCardByName(work.hidden(method.id).testCard);
  return testCard.decline ?? (isExpired(work, method) ? EXPIRED : null);
}

function isExpired(work: Work, method: PaymentMethod): boolean {
  if (method.card === undefined) return false;
  const today = new Date(work.now * 1000);
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth() + 1];
  return method.card.exp_year < year || (method.card.exp_year === year && method.card.exp_month < month);
}

/** Refuses a card that declines (save the one that declines only when charged) and one that may not be used again. */
export async function attachPaymentMethod(
  work: Work,
  given: PaymentMethod,
  customerId: string,
): Promise<PaymentMethod> {
  await work.get('customer', customerId, 'customer');
  const method = work.pending.objects.has(given.id) ? given : await work.lock('payment_method', given.id);
  if (method.customer === customerId) return method;
  if (method.customer !== null) {
    throw invalidRequest(
      'The payment method you provided has already been attached to a customer.',
      'payment_method_unexpected_state',
      'payment_method',
    );
  }
  assertReusable(work, method.id);
  const decline = declineOf(work, method);
  if (decline !== null && getCardByName(work.hidden(method.id).testCard).savesAnyway !== true) {
    throw new StripeError(decline.message, {
      status: 402,
      type: 'card_error',
      code: decline.code,
      more: { ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }) },
    });
  }
  const attached: PaymentMethod = { ...method, customer: customerId };
  work.save(attached);
  work.emit('payment_method.attached', attached);
  return attached;
}

export function assertReusable(work: Work, methodId: string): void {
  if (work.hidden(methodId).isSpent !== true) return;
  throw invalidRequest(
    'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
    'payment_method_unexpected_state',
    'payment_method',
  );
}

export async function detachPaymentMethod(work: Work, id: string): Promise<PaymentMethod> {
  const before = await work.lock('payment_method', id);
  if (before.customer === null) {
    throw invalidRequest(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      'payment_method_unexpected_state',
    );
  }
  const after: PaymentMethod = { ...before, customer: null };
  work.save(after, { isSpent: true });
  work.emit('payment_method.detached', after, { customer: before.customer });
  await forgetDefault(work, before.customer, id);
  return after;
}

/** A customer's default cannot be a payment method that is gone. */
async function forgetDefault(work: Work, customerId: string, methodId: string): Promise<void> {
  const customer = await work.lock('customer', customerId);
  if (customer.invoice_settings.default_payment_method !== methodId) return;
  const after = {
    ...customer,
    invoice_settings: { ...customer.invoice_settings, default_payment_method: null },
  };
  work.save(after);
  work.emit('customer.updated', after, previousAttributes(customer, after));
}

const create = endpoint({
  method: 'POST',
  path: '/v1/payment_methods',
  publishable: true,
  params: shape({ ...paymentMethodData.shape, expand: expand() }),
  run: async ({ work, params }) =>
    createPaymentMethod(work, {
      card: params.card,
      billingDetails: params.billing_details,
      metadata: params.metadata,
      allowRedisplay: params.allow_redisplay,
    }),
});

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/payment_methods/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('payment_method', id),
});

const update = endpoint({
  method: 'POST',
  path: '/v1/payment_methods/:id',
  params: shape({
    allow_redisplay: oneOf(['always', 'limited', 'unspecified']).optional(),
    billing_details: billingDetails().optional(),
    card: shape({
      exp_month: integer({ min: 1, max: 12 }).optional(),
      exp_year: integer({ min: 2000, max: 2100 }).optional(),
      networks: ignored().optional(),
    }).optional(),
    expand: expand(),
    metadata: metadata().optional(),
  }),
  run: async ({ work, params, id }) => {
    const before = await work.lock('payment_method', id);
    if (before.customer === null) {
      throw invalidRequest(
        'You must save this PaymentMethod to a customer before you can update it.',
        'payment_method_unexpected_state',
      );
    }
    const { exp_month, exp_year } = params.card ?? {};
    const after: PaymentMethod = {
      ...before,
      allow_redisplay: params.allow_redisplay ?? before.allow_redisplay ?? 'unspecified',
      billing_details: { ...before.billing_details, ...params.billing_details },
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      ...(before.card === undefined
        ? {}
        : {
            card: {
              ...before.card,
              exp_month: exp_month ?? before.card.exp_month,
              exp_year: exp_year ?? before.card.exp_year,
            },
          }),
    };
    work.save(after);
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) work.emit('payment_method.updated', after, previous);
    return after;
  },
});

const attach = endpoint({
  method: 'POST',
  path: '/v1/payment_methods/:id/attach',
  params: shape({ customer: text(), expand: expand() }),
  run: async ({ work, params, id }) =>
    attachPaymentMethod(work, await resolvePaymentMethod(work, id), params.customer),
});

const detach = endpoint({
  method: 'POST',
  path: '/v1/payment_methods/:id/detach',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => detachPaymentMethod(work, id),
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/payment_methods',
  params: shape({
    ...pagination,
    created: ignored().optional(),
    customer: text().optional(),
    type: text().optional(),
    allow_redisplay: text().optional(),
  }),
  run: async ({ work, params }) => {
    const { created: _, ...page } = params;
    const equal = { customer: params.customer, type: params.type, allow_redisplay: params.allow_redisplay };
    return listObjects(work, { type: 'payment_method', url: '/v1/payment_methods', page, equal });
  },
});

export const paymentMethodEndpoints = [create, listAll, retrieve, update, attach, detach];
