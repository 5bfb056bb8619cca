import type { Accounts } from '../../accounts/account/account.service.js';
import type { Db } from '../../kit/db.js';
import type { Clock } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import type { Balance } from '../balance/balance.service.js';
import type { Announce } from '../events.js';
import type { GatewayName, PaymentGateway } from '../gateway.js';
import type { Invoices } from '../invoices/invoices.service.js';
import type { Journal } from '../journal/journal.service.js';
import type { Tolerances } from './payments.application.rules.js';
import { type CashApplication, createCashApplication } from './payments.application.service.js';
import { createMoneyOnAccount, type MoneyOnAccount } from './payments.balance.service.js';
import { type Bounces, createBounces } from './payments.bounce.service.js';
import { type BoughtCredits, createDisputes, type Disputes } from './payments.disputes.service.js';
import { createExceptions, type Exceptions } from './payments.exceptions.service.js';
import { createManualPayments, type ManualPayments } from './payments.manual.service.js';
import { createRefundBooks } from './payments.refunds.books.service.js';
import type { RefundPreviewDeps } from './payments.refunds.preview.service.js';
import { createRefunds, type Refunds } from './payments.refunds.service.js';
import { createReversals, type SalesTakenBack } from './payments.reversal.service.js';
import type { Settlement } from './payments.settlement.service.js';

/** Everything that happens to a payment beside paying by a gateway: one file tells one story, here they are put beside each other. */
export type PaymentStories = ManualPayments &
  Omit<CashApplication, 'sharesOf'> &
  MoneyOnAccount &
  Refunds &
  Disputes &
  Bounces &
  Exceptions;

export interface StoryDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  approvals: Approvals;
  invoices: Invoices;
  journal: Journal;
  balance: Balance;
  creditNotes: SalesTakenBack;
  credits: BoughtCredits & RefundPreviewDeps['credits'];
  tolerances: Tolerances;
  announce: Announce;
  settlement: Settlement;
  gatewayOf: (name: GatewayName) => PaymentGateway;
  clearTheWay: (invoiceId: string) => Promise<void>;
  syncPayment: (gateway: GatewayName, gatewayPaymentId: string) => Promise<boolean>;
}

export function createPaymentStories(deps: StoryDeps): PaymentStories {
  const reversals = createReversals(deps);
  const books = createRefundBooks({ ...deps, reversals });
  const { sharesOf, ...application } = createCashApplication(deps);
  return {
    ...createManualPayments({ ...deps, sharesOf }),
    ...application,
    ...createMoneyOnAccount(deps),
    ...createRefunds({ ...deps, books, reversals }),
    ...createDisputes({ ...deps, reversals }),
    ...createBounces(deps),
    ...createExceptions(deps),
  };
}
