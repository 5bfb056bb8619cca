import type { Buyer } from '../../accounts/account/account.service.js';
import type { Db } from '../../kit/db.js';
import { DomainError } from '../../kit/errors.js';
import { addSeconds, type Clock } from '../../kit/time.js';
import type { PaymentMethodName } from '../methods/methods.rules.js';
import type { Methods, PaymentMethodConfigRow } from '../methods/methods.service.js';
import { MAX_DECLINES_PER_HOUR } from './payments.rules.js';
import { countDeclines } from './payments.store.js';

/** How a customer wants to pay, as the contract has checked it. */
export interface PayWith {
  method: PaymentMethodName;
  savedPaymentMethodId?: string | undefined;
  paymentMethodToken?: string | undefined;
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

/** What is looked at before anything is written. */
export interface PaymentMeans {
  /** Checks the means of payment and finds the gateway's customer. Refuses with `too_many_declines`, and as the methods' service does. */
  prepare(buyer: Buyer, config: PaymentMethodConfigRow, payWith: PayWith): Promise<Means>;
}

export function createMeans({
  db,
  clock,
  methods,
}: {
  db: Db;
  clock: Clock;
  methods: Methods;
}): PaymentMeans {
  async function prepare(buyer: Buyer, config: PaymentMethodConfigRow, payWith: PayWith): Promise<Means> {
    if (payWith.method !== 'stripe') return { with: payWith, customerId: null, methodId: null, config };
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
    if (payWith.savedPaymentMethodId) {
      return (await methods.getSaved(buyer.id, payWith.savedPaymentMethodId)).stripePaymentMethodId;
    }
    if (!payWith.paymentMethodToken) return null;
    await methods.checkToken(payWith.paymentMethodToken, customerId);
    return payWith.paymentMethodToken;
  }

  return { prepare };
}
