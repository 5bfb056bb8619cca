/// <reference types="jest" />
import type { CardGateway, PaymentOutcome, PaymentRequest, RefundOutcome } from '../billing/gateway.js';
import { newId } from '../kit/ids.js';
import { money } from '../kit/money.js';
import type { Clock } from '../kit/time.js';

/** Cards by what they do. */
export type CardKind =
  | 'good'
  | 'declined'
  | 'insufficientFunds'
  | 'lost'
  | 'stolen'
  | 'expired'
  | 'wrongSecurityCode'
  | 'processingError'
  | 'refusesCharges'
  | 'authenticated'
  | 'authenticatedOnce'
  | 'refundsLate'
  | 'refundsFail';

export type CallName = 'createCustomer' | 'createPayment' | 'fetchPayment' | 'saveMethod' | 'refund';

/** An adapter, the gateway behind it, and a hand on the network between them. */
export interface GatewayUnderTest {
  readonly gateway: CardGateway;
  readonly clock: Clock;
  /** A payment method that nobody owns yet. */
  card(kind: CardKind): string;
  /** The payer at the bank's page, or at the card form. */
  authenticate(gatewayId: string, outcome: 'succeed' | 'fail'): Promise<void>;
  enterCard(gatewayId: string, kind: CardKind): Promise<void>;
  /** The call takes effect, but neither it nor its repetition gets an answer. */
  loseAnswers(call: CallName): Promise<void>;
  /** The call never gets there, nor does its repetition. */
  loseCalls(call: CallName): Promise<void>;
  /** How many payments the gateway has for a customer, and how many of them are paid. */
  paymentsOf(customerId: string): Promise<{ all: number; paid: number }>;
  /** What the gateway does in its own time, now: late refunds. */
  hasten(): Promise<void>;
}

export const RETURN_URL = 'http://127.0.0.1/account/credits/purchase/done';
export const ACTIONS = { redirect: 'redirect', browser: 'confirm_card' } as const;

/** The steps that the suites have in common. */
export function steps(subject: () => GatewayUnderTest) {
  const gateway = (): CardGateway => subject().gateway;

  async function customer(): Promise<string> {
    const accountId = newId('acc');
    const { customerId } = await gateway().createCustomer({
      key: `customer_${accountId}`,
      accountId,
      email: 'alice@acme.test',
      name: 'Acme Inc.',
    });
    return customerId;
  }

  type CustomersRequest = PaymentRequest & { customerId: string };
  async function request(more: Partial<CustomersRequest> = {}): Promise<CustomersRequest> {
    const paymentId = newId('pay');
    return {
      key: paymentId,
      paymentId,
      accountId: newId('acc'),
      invoiceId: newId('inv'),
      amount: money(2900, 'USD'),
      customerId: more.customerId ?? (await customer()),
      methodId: subject().card('good'),
      description: 'Invoice',
      returnUrl: RETURN_URL,
      ...more,
    };
  }

  const pay = async (more: Partial<CustomersRequest> = {}) => gateway().createPayment(await request(more));
  const payBy = (kind: CardKind) => pay({ methodId: subject().card(kind) });
  const save = async (kind: CardKind | null, customerId: string) =>
    gateway().saveMethod({
      key: newId('req'),
      customerId,
      token: kind === null ? null : subject().card(kind),
      returnUrl: RETURN_URL,
    });
  const lost = ({ paymentId, customerId }: PaymentRequest) => ({
    paymentId,
    customerId,
    since: subject().clock.now(),
  });
  return { gateway, customer, request, pay, payBy, save, lost };
}

/** Narrows an outcome to the state that a test has reached, or tells what came instead. */
export function expectState<O extends { state: string }, S extends O['state']>(
  outcome: O,
  state: S,
): Extract<O, { state: S }> {
  if (outcome.state !== state) throw new Error(`Expected ${state}: ${JSON.stringify(outcome, bigintAsText)}`);
  return outcome as Extract<O, { state: S }>;
}

const bigintAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? `${value}` : value;

export function gatewayIdOf({ identity }: PaymentOutcome): string {
  if (identity === null) throw new Error('The gateway has named no payment');
  return identity.gatewayPaymentId;
}

export function refundIdOf({ gatewayRefundId }: RefundOutcome): string {
  if (gatewayRefundId === null) throw new Error('The gateway has named no refund');
  return gatewayRefundId;
}
