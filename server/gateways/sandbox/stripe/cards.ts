/** The test cards. Source: docs.stripe.com/testing. A card is stored by its `name` here, never by its number. */

export interface Decline {
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
  readonly advice: 'try_again_later' | 'do_not_try_again' | 'confirm_card_data';
}

export interface TestCard {
  readonly name: string;
  readonly token: string;
  readonly number: string;
  readonly brand: 'visa' | 'mastercard' | 'amex' | 'discover';
  readonly funding: 'credit' | 'debit';
  readonly decline?: Decline;
  /** It can be saved, and only a charge is declined. */
  readonly savesAnyway?: true;
  readonly authentication?: 'always' | 'until_set_up';
  readonly dispute?: { readonly reason: string; readonly isInquiry: boolean };
  readonly refund?: 'succeeds_late' | 'fails_late';
  /** For people, on the hosted page. */
  readonly does: string;
}

const DECLINES = {
  generic: declined('generic_decline', 'Your card was declined.', 'try_again_later'),
  insufficientFunds: declined('insufficient_funds', 'Your card has insufficient funds.', 'try_again_later'),
  lost: declined('lost_card', 'Your card was declined.', 'do_not_try_again'),
  stolen: declined('stolen_card', 'Your card was declined.', 'do_not_try_again'),
  expired: { code: 'expired_card', message: 'Your card has expired.', advice: 'do_not_try_again' },
  incorrectCvc: {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    advice: 'confirm_card_data',
  },
  processing: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    advice: 'try_again_later',
  },
} as const satisfies Record<string, Decline>;

export const EXPIRED: Decline = DECLINES.expired;

/** An off-session charge that the bank wants authenticated. */
export const AUTHENTICATION_REQUIRED: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
  advice: 'try_again_later',
};

/** In the order in which the hosted page lists them. */
const CARDS: readonly TestCard[] = [
  card('visa', '4242424242424242', 'succeeds'),
  card('chargeDeclined', '4000000000000002', 'is declined', { decline: DECLINES.generic }),
  card('chargeDeclinedInsufficientFunds', '4000000000009995', 'is declined: insufficient funds', {
    decline: DECLINES.insufficientFunds,
  }),
  card('authenticationRequired', '4000002760003184', 'asks for 3-D Secure every time', {
    authentication: 'always',
  }),
  card('authenticationRequiredOnSetup', '4000002500003155', 'asks for 3-D Secure until set up', {
    authentication: 'until_set_up',
  }),
  card('chargeDeclinedLostCard', '4000000000009987', 'is declined: lost card', { decline: DECLINES.lost }),
  card('chargeDeclinedStolenCard', '4000000000009979', 'is declined: stolen card', {
    decline: DECLINES.stolen,
  }),
  card('chargeDeclinedExpiredCard', '4000000000000069', 'is declined: expired card', {
    decline: DECLINES.expired,
  }),
  card('chargeDeclinedIncorrectCvc', '4000000000000127', 'is declined: wrong security code', {
    decline: DECLINES.incorrectCvc,
  }),
  card('chargeDeclinedProcessingError', '4000000000000119', 'is declined: processing error', {
    decline: DECLINES.processing,
  }),
  card('chargeCustomerFail', '4000000000000341', 'can be saved, then is declined', {
    decline: DECLINES.generic,
    savesAnyway: true,
  }),
  card('threeDSecure2Required', '4000000000003220', 'asks for 3-D Secure every time', {
    authentication: 'always',
  }),
  card(
    'authenticationRequiredChargeDeclinedInsufficientFunds',
    '4000008260003178',
    '3-D Secure, then insufficient funds',
    {
      authentication: 'always',
      decline: DECLINES.insufficientFunds,
      savesAnyway: true,
    },
  ),
  card('createDispute', '4000000000000259', 'succeeds, then is disputed', {
    dispute: { reason: 'fraudulent', isInquiry: false },
  }),
  card('createDisputeProductNotReceived', '4000000000002685', 'succeeds, then is disputed: not received', {
    dispute: { reason: 'product_not_received', isInquiry: false },
  }),
  card('createDisputeInquiry', '4000000000001976', 'succeeds, then the bank inquires', {
    dispute: { reason: 'fraudulent', isInquiry: true },
  }),
  card('pendingRefund', '4000000000007726', 'succeeds; its refund succeeds late', {
    refund: 'succeeds_late',
  }),
  card('refundFail', '4000000000005126', 'succeeds; its refund fails late', { refund: 'fails_late' }),
  card('visa_debit', '4000056655665556', 'succeeds (debit)', { funding: 'debit' }),
  card('mastercard', '5555555555554444', 'succeeds (Mastercard)', { brand: 'mastercard' }),
  card('amex', '378282246310005', 'succeeds (American Express)', { brand: 'amex' }),
  card('discover', '6011111111111117', 'succeeds (Discover)', { brand: 'discover' }),
];

const byToken = new Map(CARDS.map((entry) => [entry.token, entry]));
const byNumber = new Map(CARDS.map((entry) => [entry.number, entry]));
const byName = new Map(CARDS.map((entry) => [entry.name, entry]));

/** Other names under which Stripe's documents know the same cards. */
const ALIASES: Readonly<Record<string, string>> = {
  pm_card_visa_chargeDeclined: 'pm_card_chargeDeclined',
  pm_card_visa_chargeDeclinedInsufficientFunds: 'pm_card_chargeDeclinedInsufficientFunds',
  pm_card_visa_chargeDeclinedLostCard: 'pm_card_chargeDeclinedLostCard',
  pm_card_visa_chargeDeclinedStolenCard: 'pm_card_chargeDeclinedStolenCard',
  pm_card_threeDSecureRequired: 'pm_card_threeDSecure2Required',
};

export const testCards: readonly TestCard[] = CARDS;
export const isCardToken = (id: string): boolean => id.startsWith('pm_card_');
export const findCardByToken = (token: string): TestCard | null =>
  byToken.get(ALIASES[token] ?? token) ?? null;
export const findCardByNumber = (number: string): TestCard | null => byNumber.get(number) ?? null;

export function getCardByName(name: string | undefined): TestCard {
  const found = byName.get(name ?? '');
  if (found === undefined) throw new Error(`A payment method without its test card: ${name}`);
  return found;
}

/** The check digit that every card number carries (ISO/IEC 7812). */
export function hasValidCheckDigit(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  let sum = 0;
  for (const [index, digit] of [...number].reverse().entries()) {
    const value = index % 2 === 0 ? Number(digit) : Number(digit) * 2;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

function card(
  name: string,
  number: string,
  does: string,
  more: Partial<Omit<TestCard, 'name' | 'number' | 'does' | 'token'>> = {},
): TestCard {
  return { name, token: `pm_card_${name}`, number, does, brand: 'visa', funding: 'credit', ...more };
}

function declined(declineCode: string, message: string, advice: Decline['advice']): Decline {
  return { code: 'card_declined', declineCode, message, advice };
}
