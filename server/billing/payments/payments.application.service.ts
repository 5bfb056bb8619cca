import type { Accounts } from '../../accounts/account/account.service.js';
import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import { type Money, money } from '../../kit/money.js';
import { addDays, type CalendarDate, type Clock, calendarDate, dateToInstant } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import { isPayable } from '../invoices/invoices.rules.js';
import type { InvoiceRow, Invoices } from '../invoices/invoices.service.js';
import {
  type AskedShare,
  applicationText,
  fillInOrder,
  isTolerated,
  namedIn,
  type Tolerances,
  writeOff,
} from './payments.application.rules.js';
import type { Locked, Settlement, Share } from './payments.settlement.service.js';
import {
  findByRequestKey,
  findOpenOfInvoice,
  insertPayment,
  type Payment,
  updatePayment,
} from './payments.store.js';

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
   * Records a transfer that nobody had declared: it settles the given invoices, else those that its reference names, else the oldest due
   * first (without those whose declared transfer waits: that one is to be approved). What settles nothing stays as money on account, and so
   * does all money of an account that is suspended or closed. Above the limit a second person must agree. Locks invoices, payment,
   * money on account, wallet. Refuses with `account_not_found`, `account_suspended` (with allocations), `received_on_in_future`,
   * `invoice_not_found`, `invoice_not_payable`, `payment_in_progress`, `currency_differs`, `allocated_above_received`, `allocated_above_due`,
   * `difference_above_tolerance`, `second_approval_needed`, `approval_pending`, `idempotency_key_reused` (the key was another transfer's).
   */
  record(command: ReceivedTransfer): Promise<Payment>;
  /** The shares of received money over locked invoices, checked. Refuses as `record` does. */
  sharesOf(received: Money, invoices: readonly InvoiceRow[], application: Application): Share[];
}

export interface ApplicationDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  approvals: Approvals;
  invoices: Invoices;
  settlement: Settlement;
  tolerances: Tolerances;
}

export function createCashApplication(deps: ApplicationDeps): CashApplication {
  const { db, clock, accounts, approvals, invoices, settlement, tolerances } = deps;

  function refuseUnfit(due: InvoiceRow | undefined, amount: bigint, { currency }: Money): void {
    if (!due || due.status === 'draft') throw notFound('invoice');
    if (due.currency !== currency) {
      throw invalid('currency_differs', `${due.number} is in ${due.currency}.`, {
        allocations: ['Another currency'],
      });
    }
    if (!isPayable(due.status)) {
      throw conflict('invoice_not_payable', `${due.number} is ${due.status}; nothing is due on it.`);
    }
    if (amount > due.amountDue) throw aboveDue(due);
  }

  function sharesOf(received: Money, open: readonly InvoiceRow[], application: Application): Share[] {
    const asked = application.allocations ?? fillInOrder(received.minor, open);
    const byId = new Map(open.map((invoice) => [invoice.id, invoice]));
    for (const { invoiceId, amount } of asked) refuseUnfit(byId.get(invoiceId), amount, received);
    if (asked.reduce((sum, { amount }) => sum + amount, 0n) > received.minor) {
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
    if (unplaced > 0n || !isTolerated(money(due, received.currency), kept, tolerances))
      throw aboveTolerance();
    return shares.map(({ invoiceId, ...amounts }) => {
      const invoice = byId.get(invoiceId);
      if (!invoice) throw notFound('invoice');
      return { invoice, ...amounts };
    });
  }

  /** Which invoices a transfer is meant for: those that are said, or that it names; else all that are open. */
  async function candidates(
    tx: Tx,
    command: ReceivedTransfer,
    isActive: boolean,
  ): Promise<{ ids: string[]; areMeant: boolean }> {
    if (command.allocations) {
      if (!isActive) throw suspended();
      return { ids: command.allocations.map(({ invoiceId }) => invoiceId), areMeant: true };
    }
    if (!isActive) return { ids: [], areMeant: false };
    const open = await invoices.listOpen(tx.prisma, command.accountId, command.currency);
    const named = namedIn(command.reference, open);
    return { ids: (named.length > 0 ? named : open).map(({ id }) => id), areMeant: named.length > 0 };
  }

  /** In the order in which they are to be filled, not that of the locks; none whose declared transfer may be this very one. */
  async function toFill(
    tx: Tx,
    locked: Locked,
    command: ReceivedTransfer,
    { ids, areMeant }: { ids: readonly string[]; areMeant: boolean },
  ): Promise<InvoiceRow[]> {
    const chosen: InvoiceRow[] = [];
    for (const id of ids) {
      const invoice = locked.invoices.find((one) => one.id === id);
      if (invoice?.accountId !== command.accountId) throw notFound('invoice');
      const declared = (await findOpenOfInvoice(tx.prisma, id)).find(({ declaredAt }) => declaredAt !== null);
      if (declared && areMeant) {
        throw conflict(
          'payment_in_progress',
          `The customer has declared a transfer for ${invoice.number}: decide about ${declared.id} instead.`,
        );
      }
      // Meanwhile somebody else may have settled what had been open.
      const isOpen = isPayable(invoice.status) && invoice.amountDue > 0n;
      if (command.allocations || (isOpen && !declared)) chosen.push(invoice);
    }
    return chosen;
  }

  return {
    sharesOf,

    async record(command) {
      const { actor, accountId, currency, amountMinor, note, requestKey } = command;
      authorize(actor, 'payments.record');
      const repeated = requestKey ? await findByRequestKey(db.prisma, requestKey) : null;
      if (repeated) {
        if (!isSame(repeated, command)) throw keyReused();
        return repeated;
      }
      refuseFuture(command.receivedOn, clock.now());
      await accounts.getBuyer(accountId);
      await approvals.require(actor, {
        action: 'payment.record',
        // What is written off beside the money is given away just as well.
        amount: money(
          amountMinor + (command.bankFeeMinor ?? 0n) + (command.withholdingMinor ?? 0n),
          currency,
        ),
        subject: { type: 'account', id: accountId },
        accountId,
        payload: payloadOf(command),
        reason: note ?? command.reference,
      });
      return db.transaction(async (tx) => {
        await approvals.sign(tx);
        const { status } = await accounts.getBuyer(accountId, tx.prisma);
        const meant = await candidates(tx, command, status === 'active');
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
        const locked = await settlement.lock(tx, inserted.id, meant.ids);
        const received = money(amountMinor, currency);
        const shares = sharesOf(received, await toFill(tx, locked, command, meant), command);
        await updatePayment(tx, inserted.id, decision(actor, tx, note));
        const payment = await settlement.succeed(tx, locked, received, { shares });
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
  };
}

function refuseFuture(receivedOn: CalendarDate, now: Date): void {
  // A day's grace: it may be tomorrow already where the bank is.
  if (receivedOn <= addDays(calendarDate(now), 1)) return;
  throw invalid('received_on_in_future', 'That day lies in the future.', { receivedOn: ['In the future'] });
}

const isSame = (payment: Payment, { accountId, currency, amountMinor, reference }: ReceivedTransfer) =>
  payment.accountId === accountId &&
  payment.currency === currency &&
  payment.amount === amountMinor &&
  payment.reference === reference;

const keyReused = () =>
  conflict('idempotency_key_reused', 'This Idempotency-Key was used for another transfer.');

/** The command as text, for the second person. */
const payloadOf = ({
  actor: _actor,
  allocations,
  bankFeeMinor,
  withholdingMinor,
  ...command
}: ReceivedTransfer) => ({
  ...command,
  amountMinor: String(command.amountMinor),
  application: { ...applicationText({ allocations, bankFeeMinor, withholdingMinor }) },
});

/** Who decided about a payment by hand, when and why. */
export const decision = (actor: Actor, tx: Tx, reason: string | null) => ({
  decidedById: actor.kind === 'staff' ? actor.staffId : null,
  decidedAt: tx.at,
  decisionReason: reason,
});

const suspended = () =>
  conflict(
    'account_suspended',
    'The account is not active: record the money without allocations, it is kept on account.',
  );

export const aboveDue = ({ number }: InvoiceRow) =>
  invalid('allocated_above_due', `More than is due on ${number}.`, { allocations: ['Above what is due'] });

const aboveTolerance = () =>
  invalid(
    'difference_above_tolerance',
    'What was kept back is more than the tolerance allows, or more than is left due.',
    { bankFee: ['Above the tolerance'] },
  );
