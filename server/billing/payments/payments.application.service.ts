import type { Accounts } from '../../accounts/account/account.service.js';
import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import { type Money, money } from '../../kit/money.js';
import { addDays, type CalendarDate, calendarDate, dateToInstant } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import type { Balance } from '../balance/balance.service.js';
import { isPayable } from '../invoices/invoices.rules.js';
import type { InvoiceRow, Invoices } from '../invoices/invoices.service.js';
import type { Journal } from '../journal/journal.service.js';
import {
  type AskedShare,
  applicationText,
  fillInOrder,
  isTolerated,
  namedIn,
  type Tolerances,
  writeOff,
} from './payments.application.rules.js';
import { type Locked, owedLedger, type Settlement, type Share } from './payments.settlement.service.js';
import { findByRequestKey, findOpenOfInvoice, insertPayment, type Payment } from './payments.store.js';

/** How received money is used; without `allocations` by what the transfer names, else the oldest due first. */
export interface Application {
  allocations?: readonly AskedShare[] | undefined;
  /** What a bank kept on the way, and what tax the customer withheld: settled and written off, within the tolerance. */
  bankFeeMinor?: bigint | undefined;
  withholdingMinor?: bigint | undefined;
}

export interface ReceivedTransfer extends Application {
  actor: Actor;
  accountId: string;
  method: 'bank_transfer' | 'local_wallet';
  currency: string;
  amountMinor: bigint;
  receivedOn: CalendarDate;
  reference: string;
  note: string | null;
  requestKey: string | null;
}

/** Money that is here, and the invoices that it settles. */
export interface CashApplication {
  /**
   * Records a transfer that nobody had declared. What settles no invoice stays as money on account. Refuses with
   * `account_not_found`, `account_closed`, `received_on_in_future`, `invoice_not_found`, `invoice_not_payable`, `currency_differs`,
   * `allocated_above_received`, `allocated_above_due`, `difference_above_tolerance`, `second_approval_needed`.
   */
  record(command: ReceivedTransfer): Promise<Payment>;
  /**
   * Settles an invoice with the customer's money on account, as far as both go; answers the account. Refuses with `invoice_not_found`,
   * `invoice_not_payable`, `payment_in_progress`, `nothing_on_account`, `money_on_account_short`.
   */
  applyBalance(command: { actor: Actor; invoiceId: string; amountMinor: bigint | null }): Promise<string>;
  /** An account's money on account, per currency. Refuses with `account_not_found`. */
  moneyOnAccount(actor: Actor, accountId: string): Promise<Money[]>;
  moneyEntries: Balance['entries'];
  /** The shares of received money over locked invoices, checked. Refuses as `record` does. */
  sharesOf(received: bigint, invoices: readonly InvoiceRow[], application: Application): Share[];
}

export interface ApplicationDeps {
  db: Db;
  accounts: Accounts;
  approvals: Approvals;
  invoices: Invoices;
  balance: Balance;
  journal: Journal;
  settlement: Settlement;
  tolerances: Tolerances;
}

export function createCashApplication(deps: ApplicationDeps): CashApplication {
  const { db, accounts, approvals, invoices, balance, journal, settlement, tolerances } = deps;

  function sharesOf(received: bigint, open: readonly InvoiceRow[], application: Application): Share[] {
    const asked = application.allocations ?? fillInOrder(received, open);
    const byId = new Map(open.map((invoice) => [invoice.id, invoice]));
    for (const { invoiceId, amount } of asked) {
      const due = byId.get(invoiceId);
      if (!due) throw notFound('invoice');
      if (!isPayable(due.status)) {
        throw conflict('invoice_not_payable', `${due.number} is ${due.status}; nothing is due on it.`);
      }
      if (amount > due.amountDue) throw aboveDue(due);
    }
    if (asked.reduce((sum, { amount }) => sum + amount, 0n) > received) {
      throw invalid('allocated_above_received', 'More is allocated than was received.', {
        allocations: ['Above what was received'],
      });
    }
    const kept = {
      bankFee: application.bankFeeMinor ?? 0n,
      withholding: application.withholdingMinor ?? 0n,
    };
    const due = asked.reduce((sum, { invoiceId }) => sum + (byId.get(invoiceId)?.amountDue ?? 0n), 0n);
    const { shares, unplaced } = writeOff(asked, open, kept);
    if (unplaced > 0n || !isTolerated(due, kept, tolerances)) throw aboveTolerance();
    return shares.map(({ invoiceId, ...amounts }) => {
      const invoice = byId.get(invoiceId);
      if (!invoice) throw notFound('invoice');
      return { invoice, ...amounts };
    });
  }

  /** Which invoices a transfer is meant for: those that it names, else all that are open. */
  async function candidates(tx: Tx, command: ReceivedTransfer): Promise<string[]> {
    if (command.allocations) return command.allocations.map(({ invoiceId }) => invoiceId);
    const open = await invoices.listOpen(tx.prisma, command.accountId, command.currency);
    const named = namedIn(command.reference, open);
    return (named.length > 0 ? named : open).map(({ id }) => id);
  }

  /** In the order in which they are to be filled, not that of the locks. */
  function ordered(locked: Locked, ids: readonly string[], command: ReceivedTransfer): InvoiceRow[] {
    return ids.map((id) => {
      const invoice = locked.invoices.find((one) => one.id === id);
      if (!invoice || invoice.accountId !== command.accountId) throw notFound('invoice');
      if (invoice.currency !== command.currency) {
        throw invalid('currency_differs', `${invoice.number} is in ${invoice.currency}.`, {
          allocations: ['Another currency'],
        });
      }
      return invoice;
    });
  }

  return {
    sharesOf,

    async record(command) {
      const { actor, accountId, currency, amountMinor, note, requestKey } = command;
      authorize(actor, 'payments.record');
      const repeated = requestKey ? await findByRequestKey(db.prisma, requestKey) : null;
      if (repeated) return repeated;
      await approvals.require(actor, {
        action: 'payment.record',
        amount: money(amountMinor, currency),
        subject: { type: 'account', id: accountId },
        accountId,
        payload: {
          accountId,
          method: command.method,
          currency,
          amountMinor: String(amountMinor),
          receivedOn: command.receivedOn,
          reference: command.reference,
          note,
          application: { ...applicationText(command) },
          requestKey,
        },
        reason: note ?? command.reference,
      });
      return db.transaction(async (tx) => {
        await approvals.sign(tx);
        const { status } = await accounts.getBuyer(accountId, tx.prisma);
        if (status === 'closed') throw conflict('account_closed', 'The account is closed.');
        if (command.receivedOn > addDays(calendarDate(tx.at), 1)) {
          throw invalid('received_on_in_future', 'That day lies in the future.', {
            receivedOn: ['In the future'],
          });
        }
        const ids = await candidates(tx, command);
        const inserted = await insertPayment(tx, {
          accountId,
          invoiceId: null,
          method: command.method,
          status: 'pending_approval',
          currency,
          amount: amountMinor,
          savedPaymentMethodId: null,
          reference: command.reference,
          receivedOn: dateToInstant(command.receivedOn),
          nextAction: null,
          requestKey,
        });
        const locked = await settlement.lock(tx, inserted.id, ids);
        const open = ordered(locked, ids, command);
        const payable = command.allocations ? open : open.filter((one) => isPayable(one.status));
        const shares = sharesOf(amountMinor, payable, command);
        const payment = await settlement.succeed(tx, locked, money(amountMinor, currency), { shares });
        tx.audit({
          actor,
          action: 'payment.record',
          subject: { type: 'payment', id: payment.id },
          accountId,
          reason: note,
          after: { amount: String(amountMinor), currency, invoices: shares.map((one) => one.invoice.number) },
        });
        return payment;
      });
    },

    async applyBalance({ actor, invoiceId, amountMinor }) {
      authorize(actor, 'payments.apply');
      const own = confinedTo(actor);
      return db.transaction(async (tx) => {
        const invoice = await invoices.lock(tx, invoiceId);
        if (invoice.status === 'draft' || (own !== null && invoice.accountId !== own))
          throw notFound('invoice');
        invoices.refuseUnpayable(invoice);
        if ((await findOpenOfInvoice(tx.prisma, invoiceId)).length > 0) {
          throw conflict('payment_in_progress', 'A payment of this invoice is under way.');
        }
        const { accountId, currency } = invoice;
        const there = await balance.lock(tx, accountId, currency);
        if (there.minor === 0n)
          throw conflict('nothing_on_account', `There is no money in ${currency} on account.`);
        const most = there.minor < invoice.amountDue ? there.minor : invoice.amountDue;
        if (amountMinor !== null && amountMinor > invoice.amountDue) throw aboveDue(invoice);
        const amount = money(amountMinor ?? most, currency);
        await balance.take(tx, { accountId, kind: 'used', amount, invoiceId });
        const parts = [{ kind: 'account' as const, amount: amount.minor }];
        const [allocationId = ''] = await invoices.receive(tx, invoice, { paymentId: null, parts });
        await journal.post(tx, {
          kind: 'balance.used',
          sourceId: allocationId,
          accountId,
          description: `Money on account for ${invoice.number}`,
          postings: [
            { debit: 'money_on_account', amount },
            { credit: owedLedger(invoice), amount },
          ],
        });
        tx.audit({
          actor,
          action: 'balance.use',
          subject: { type: 'invoice', id: invoiceId },
          accountId,
          after: { amount: String(amount.minor), currency },
        });
        return accountId;
      });
    },

    async moneyOnAccount(actor, accountId) {
      authorize(actor, 'payments.read');
      const own = confinedTo(actor);
      if (own !== null && own !== accountId) throw notFound('account');
      await accounts.getBuyer(accountId);
      return balance.of(accountId);
    },

    moneyEntries: balance.entries,
  };
}

const aboveDue = ({ number }: InvoiceRow) =>
  invalid('allocated_above_due', `More than is due on ${number}.`, { allocations: ['Above what is due'] });

const aboveTolerance = () =>
  invalid(
    'difference_above_tolerance',
    'What was kept back is more than the tolerance allows, or more than is left due.',
    { bankFee: ['Above the tolerance'] },
  );
