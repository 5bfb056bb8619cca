import type { Accounts } from '../../accounts/account/account.service.js';
import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import { type Db, isUniqueViolation } from '../../kit/db.js';
import { conflict, notFound } from '../../kit/errors.js';
import { type Money, money } from '../../kit/money.js';
import type { Balance } from '../balance/balance.service.js';
import type { InvoiceRow, Invoices } from '../invoices/invoices.service.js';
import type { Journal } from '../journal/journal.service.js';
import { aboveDue } from './payments.application.service.js';
import { owedLedger } from './payments.shares.rules.js';
import { findOpenOfInvoice } from './payments.store.js';

/** A customer's money on account, and invoices settled with it. */
export interface MoneyOnAccount {
  /**
   * Settles an invoice with the customer's money on account, as far as both go; answers the account. A transfer that was not declared and a card
   * form that was left give way; a payment that is really under way does not. Locks invoice, money on account, wallet. Announces
   * `invoice.paid`. Refuses with `invoice_not_found`, `invoice_not_payable`, `account_suspended`, `payment_in_progress`,
   * `nothing_on_account`, `money_on_account_short`, `allocated_above_due`.
   */
  applyBalance(command: {
    actor: Actor;
    invoiceId: string;
    amountMinor: bigint | null;
    /** The same key again uses nothing twice. */
    requestKey: string | null;
  }): Promise<string>;
  /** An account's money on account, per currency. Refuses with `account_not_found`. */
  moneyOnAccount(actor: Actor, accountId: string): Promise<Money[]>;
  moneyEntries: Balance['entries'];
}

export interface MoneyOnAccountDeps {
  db: Db;
  accounts: Accounts;
  invoices: Invoices;
  balance: Balance;
  journal: Journal;
  /** Withdraws payments that their payer left unfinished. Calls the gateway. Refuses with `payment_in_progress`. */
  clearTheWay: (invoiceId: string) => Promise<void>;
}

export function createMoneyOnAccount(deps: MoneyOnAccountDeps): MoneyOnAccount {
  const { db, accounts, invoices, balance, journal, clearTheWay } = deps;

  /** How much is to be used of what is there. */
  function amountOf(there: Money, invoice: InvoiceRow, asked: bigint | null): Money {
    if (there.minor === 0n) {
      throw conflict('nothing_on_account', `There is no money in ${there.currency} on account.`);
    }
    if (asked !== null && asked > invoice.amountDue) throw aboveDue(invoice);
    const most = there.minor < invoice.amountDue ? there.minor : invoice.amountDue;
    return money(asked ?? most, there.currency);
  }

  async function refuseInactive(
    accountId: string,
    reader = db.prisma as Parameters<Accounts['getBuyer']>[1],
  ) {
    const { status } = await accounts.getBuyer(accountId, reader);
    if (status !== 'active') throw conflict('account_suspended', `The account is ${status}.`);
  }

  return {
    async applyBalance({ actor, invoiceId, amountMinor, requestKey }) {
      authorize(actor, 'payments.apply');
      const seen = await invoices.get(actor, invoiceId);
      const { accountId, currency } = seen;
      if (requestKey && (await balance.hasMoved(requestKey))) return accountId;
      invoices.refuseUnpayable(seen);
      await refuseInactive(accountId);
      const there = (await balance.of(accountId)).find((one) => one.currency === currency);
      amountOf(there ?? money(0n, currency), seen, amountMinor);
      await clearTheWay(invoiceId);
      try {
        await db.transaction(async (tx) => {
          const invoice = await invoices.lockPayable(tx, invoiceId, accountId);
          await refuseInactive(accountId, tx.prisma);
          if ((await findOpenOfInvoice(tx.prisma, invoiceId)).length > 0) {
            throw conflict('payment_in_progress', 'A payment of this invoice is under way.');
          }
          const amount = amountOf(await balance.lock(tx, accountId, currency), invoice, amountMinor);
          await balance.take(tx, { accountId, kind: 'used', amount, invoiceId, requestKey });
          const parts = [{ kind: 'account' as const, amount: amount.minor }];
          const owed = owedLedger(invoice);
          const [allocationId = ''] = await invoices.receive(tx, invoice, { paymentId: null, parts });
          await journal.post(tx, {
            kind: 'balance.used',
            sourceId: allocationId,
            accountId,
            description: `Money on account for ${invoice.number}`,
            postings: [
              { debit: 'money_on_account', amount },
              { credit: owed, amount },
            ],
          });
          tx.audit({
            actor,
            action: 'balance.use',
            subject: { type: 'invoice', id: invoiceId },
            accountId,
            after: { amount: String(amount.minor), currency },
          });
        });
      } catch (error) {
        if (!requestKey || !isUniqueViolation(error)) throw error; // the same request, twice at once
      }
      return accountId;
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
