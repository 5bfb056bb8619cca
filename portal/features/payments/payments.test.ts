import type { SavedMethodView } from '../../../server/billing/methods/methods.contract.js';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { cardName } from './cardName.js';
import {
  canBeTaken,
  choicesFor,
  firstChoice,
  isAtPaypal,
  isByHand,
  isExpired,
  payWithOf,
} from './choices.js';
import { hostedPage, intentOf } from './hostedPage.js';
import { groupIban } from './iban.js';
import { openPayment, stageOf } from './stage.js';

const today = new Date(2026, 10, 22);

const card = (more: Partial<SavedMethodView> = {}): SavedMethodView => ({
  id: 'spm_1',
  method: 'stripe',
  brand: 'visa',
  last4: '4242',
  expMonth: 4,
  expYear: 2030,
  email: null,
  isDefault: false,
  ...more,
});

const method = (name: 'stripe' | 'bank_transfer' | 'paypal', more: object = {}) => ({
  method: name,
  displayName: name,
  instructions: null,
  currencies: [] as string[],
  minimumAmount: null as number | null,
  maximumAmount: null as number | null,
  ...more,
});

const payment = (more: Partial<PaymentView>): PaymentView => ({
  id: 'pay_1',
  invoiceIds: ['inv_1'],
  method: 'stripe',
  status: 'pending',
  amount: 900,
  amountReceived: 0,
  amountRefunded: 0,
  declaredAmount: null,
  declaredPaidOn: null,
  allocations: [],
  currency: 'USD',
  reference: null,
  failureCode: null,
  failureMessage: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  nextAction: null,
  ...more,
});

const transfer = {
  type: 'instructions' as const,
  text: '',
  bankDetails: null,
  walletDetails: null,
  paymentReference: 'RF18',
  qr: [],
};

describe('ways to pay', () => {
  const purchase = { amount: 900, currency: 'USD', today };

  test('are the saved cards, then the methods of the country', () => {
    const choices = choicesFor(
      { available: [method('stripe'), method('bank_transfer')], saved: [card()] },
      purchase,
    );
    expect(choices.map(({ key }) => key)).toEqual(['spm_1', 'stripe', 'bank_transfer']);
  });

  test('leave out saved cards where cards are not taken, and other currencies', () => {
    const available = [method('bank_transfer'), method('paypal', { currencies: ['EUR'] })];
    const choices = choicesFor({ available, saved: [card()] }, purchase);
    expect(choices.map(({ key }) => key)).toEqual(['bank_transfer']);
  });

  test('start with the default card, never with one that expired or a method out of bounds', () => {
    const available = [method('stripe', { minimumAmount: 1000 }), method('bank_transfer')];
    const saved = [
      card({ id: 'spm_old', expYear: 2025, isDefault: true }),
      card({ id: 'spm_b', expMonth: null }),
    ];
    expect(firstChoice(choicesFor({ available, saved }, purchase))?.key).toBe('spm_b');
    expect(firstChoice(choicesFor({ available, saved: [] }, purchase))?.key).toBe('bank_transfer');
    expect(firstChoice([])).toBeNull();
  });

  test('tell the server the card or the method, nothing else', () => {
    const [saved, fresh] = choicesFor({ available: [method('stripe')], saved: [card()] }, purchase);
    if (saved === undefined || fresh === undefined) throw new Error('There should be two ways.');
    expect(payWithOf(saved, true)).toEqual({ method: 'stripe', savedPaymentMethodId: 'spm_1' });
    expect(payWithOf(fresh, true)).toEqual({ method: 'stripe' });
    expect(isByHand(fresh)).toBe(false);
  });

  test('keep a PayPal account where the customer wants that, and a saved one says whose it is', () => {
    const account = card({
      method: 'paypal',
      brand: null,
      last4: null,
      email: 'alice@acme.test',
      expYear: null,
    });
    const [saved, fresh] = choicesFor({ available: [method('paypal')], saved: [account] }, purchase);
    if (saved === undefined || fresh === undefined) throw new Error('There should be two ways.');
    expect(payWithOf(fresh, true)).toEqual({ method: 'paypal', saveForLater: true });
    expect(payWithOf(fresh, false)).toEqual({ method: 'paypal' });
    expect(payWithOf(saved, true)).toEqual({ method: 'paypal', savedPaymentMethodId: 'spm_1' });
    expect([isAtPaypal(fresh), isAtPaypal(saved), canBeTaken(saved)]).toEqual([true, false, true]);
    expect(cardName(account)).toBe('PayPal alice@acme.test');
  });

  test('a card is good to the end of its month', () => {
    expect(isExpired(card({ expYear: 2026, expMonth: 11 }), today)).toBe(false);
    expect(isExpired(card({ expYear: 2026, expMonth: 10 }), today)).toBe(true);
  });
});

describe('the next step of a payment', () => {
  test('is the card form, the bank, or nothing but waiting', () => {
    const secret = { type: 'confirm_card' as const, clientSecret: 'pi_1_secret_2' };
    expect(stageOf(payment({ status: 'requires_action', nextAction: secret })).is).toBe('card');
    const bank = { type: 'redirect' as const, url: 'https://bank.example' };
    expect(stageOf(payment({ status: 'requires_action', nextAction: bank })).is).toBe('redirect');
    expect(stageOf(payment({ status: 'pending' })).is).toBe('processing');
  });

  test('of a transfer is to make it, then to wait for approval', () => {
    const waiting = payment({ method: 'bank_transfer', status: 'pending_approval', nextAction: transfer });
    expect(stageOf(waiting).is).toBe('instructions');
    expect(stageOf({ ...waiting, reference: 'RF18' }).is).toBe('declared');
  });

  test('belongs to the attempt under way, not to those that are over', () => {
    const open = payment({ id: 'pay_2', status: 'processing' });
    expect(openPayment([payment({ status: 'failed' }), open])).toBe(open);
    expect(openPayment([payment({ status: 'succeeded' }), payment({ status: 'canceled' })])).toBeNull();
  });
});

describe("the gateway's own page", () => {
  test('is found by the client secret and comes back to us', () => {
    const page = hostedPage(
      'http://127.0.0.1:3001/hosted/',
      'pi_12ab_secret_xyz',
      'http://127.0.0.1:3000/done?payment=pay_1',
    );
    const url = new URL(page ?? '');
    expect(url.pathname).toBe('/hosted/payment_intents/pi_12ab');
    expect(url.searchParams.get('client_secret')).toBe('pi_12ab_secret_xyz');
    expect(url.searchParams.get('return_url')).toBe('http://127.0.0.1:3000/done?payment=pay_1');
  });

  test('saves a card through a setup intent', () => {
    expect(hostedPage('http://h', 'seti_1_secret_2', 'http://r')).toContain('/setup_intents/seti_1?');
  });

  test('is not made up from something else', () => {
    for (const text of ['', 'pi_1', '../pi_1_secret_2', 'pi_1/../x_secret_2'])
      expect(intentOf(text)).toBeNull();
  });
});

test('an IBAN is read in groups of four', () => {
  expect(groupIban('DE89370400440532013000')).toBe('DE89 3704 0044 0532 0130 00');
});
