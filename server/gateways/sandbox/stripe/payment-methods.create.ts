import { createHash } from 'node:crypto';
import { newObjectId, type StoredObjects } from '../store/objects.js';
import type { Work } from '../store/work.js';
import { invalidRequest, missingObject, StripeError } from '../wire/errors.js';
import {
  clearableText,
  ignored,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  shape,
  text,
} from '../wire/params.js';
import { type BillingDetails, billingDetails, emptyBillingDetails } from './billing-details.js';
import {
  findCardByNumber,
  findCardByToken,
  hasValidCheckDigit,
  isCardToken,
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
