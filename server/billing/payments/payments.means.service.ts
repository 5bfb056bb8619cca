import type { Accounts, Buyer } from '../../accounts/account/account.service.js';
import type { Db } from '../../kit/db.js';
import { DomainError, invalid } from '../../kit/errors.js';
import { money } from '../../kit/money.js';
import { addSeconds, type Clock } from '../../kit/time.js';
import type { PaymentRequest } from '../gateway.js';
import { isManual, type PaymentMethodName } from '../methods/methods.rules.js';
import type { Methods, PaymentMethodConfigRow } from '../methods/methods.service.js';
import { MAX_DECLINES_PER_HOUR } from './payments.rules.js';
import { countDeclines, type Payment } from './payments.store.js';

/** How a customer wants to pay, as the contract has checked it. */
export interface PayWith {
  method: PaymentMethodName;
  savedPaymentMethodId?: string | undefined;
  paymentMethodToken?: string | undefined;
  /** Keeps the PayPal account that pays, as the payer has agreed. */
  saveForLater?: boolean | undefined;
  /** Nobody is there to confirm it (auto-recharge). No client can say so. */
  offSession?: boolean;
}

/** What was looked at before anything is written: gateway customer, card, configuration. */
export interface Means {
  with: PayWith;
  customerId: string | null;
  methodId: string | null;
  config: PaymentMethodConfigRow;
}

/** What is looked at before anything is written, and what the gateway is asked for then. */
export interface PaymentMeans {
  /** Checks the means of payment and finds the gateway's customer. Refuses with `too_many_declines`, and as the methods' service does. */
  prepare(buyer: Buyer, config: PaymentMethodConfigRow, payWith: PayWith): Promise<Means>;
  /** The same for the same payment, however often it is asked: the gateway compares it with what came under its key before. */
  requestOf(payment: Payment, means: Pick<Means, 'customerId' | 'methodId' | 'with'>): PaymentRequest;
  /** What a gateway that cannot search is asked again where its answer was lost; null: it can, or nothing may be charged any more. */
  repeatedRequest(payment: Payment): Promise<PaymentRequest | null>;
}

/** Whether the account that pays is kept: one that is saved already, or a card, is not. */
export const savesAccount = ({ method, savedPaymentMethodId, saveForLater }: PayWith): boolean =>
  saveForLater === true && method === 'paypal' && !savedPaymentMethodId;

const notSavable = () =>
  invalid('invalid_payment_method', 'Only a new PayPal account can be saved while it pays.', {
    saveForLater: ['Not with this payment method'],
  });

export interface MeansDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  methods: Methods;
  baseUrl: string;
}

export function createMeans({ db, clock, accounts, methods, baseUrl }: MeansDeps): PaymentMeans {
  async function prepare(buyer: Buyer, config: PaymentMethodConfigRow, payWith: PayWith): Promise<Means> {
    if (payWith.saveForLater && !savesAccount(payWith)) throw notSavable();
    if (payWith.method !== 'stripe') {
      return { with: payWith, customerId: null, methodId: await savedOf(buyer.id, payWith), config };
    }
    await refuseCardTesting(buyer.id);
    const customerId = await methods.customerOf(buyer);
    const methodId = await methodOf(buyer, customerId, payWith);
    return { with: payWith, customerId, methodId, config };
  }

  /** Stolen cards are tried out where nobody counts: so we count, before the gateway is asked. */
  async function refuseCardTesting(accountId: string): Promise<void> {
    const declines = await countDeclines(db.prisma, accountId, addSeconds(clock.now(), -3600));
    if (declines < MAX_DECLINES_PER_HOUR) return;
    throw new DomainError(
      'rate_limited',
      'too_many_declines',
      'Too many cards were declined. Try again in an hour.',
      {
        retryAfterSeconds: 3600,
      },
    );
  }

  async function methodOf(buyer: Buyer, customerId: string, payWith: PayWith): Promise<string | null> {
    if (payWith.savedPaymentMethodId) return savedOf(buyer.id, payWith);
    if (!payWith.paymentMethodToken) return null;
    await methods.checkToken(payWith.paymentMethodToken, customerId);
    return payWith.paymentMethodToken;
  }

  /** What the gateway calls the saved card or account that was chosen; null: none was. */
  async function savedOf(
    accountId: string,
    {
      method,
      savedPaymentMethodId,
    }: { method: PaymentMethodName; savedPaymentMethodId?: string | null | undefined },
  ): Promise<string | null> {
    if (!savedPaymentMethodId || isManual(method)) return null;
    return methods.savedAtGateway(accountId, savedPaymentMethodId, method);
  }

  const requestOf: PaymentMeans['requestOf'] = (payment, means) => ({
    key: payment.id,
    paymentId: payment.id,
    accountId: payment.accountId,
    invoiceId: payment.invoiceId ?? '',
    amount: money(payment.amount, payment.currency),
    customerId: means.customerId,
    methodId: means.methodId,
    description: 'Countinghouse invoice',
    returnUrl: `${baseUrl}/account/credits/purchase/done?payment=${payment.id}`,
    ...(means.with.offSession ? { offSession: true } : {}),
    ...(payment.savesAccount ? { savesAccount: true } : {}),
  });

  return {
    prepare,
    requestOf,

    async repeatedRequest(payment) {
      const { method, accountId } = payment;
      if (method !== 'paypal' || (await accounts.getBuyer(accountId)).status !== 'active') return null;
      const methodId = await savedOf(accountId, payment).catch(nullIfMissing);
      // The saved account was removed meanwhile: what became of the payment can be looked for, but nothing new be asked.
      if (methodId === null && payment.savedPaymentMethodId !== null) return null;
      return requestOf(payment, { customerId: null, methodId, with: { method } });
    },
  };
}

function nullIfMissing(error: unknown): null {
  if (error instanceof DomainError && error.kind === 'not_found') return null;
  throw error;
}
