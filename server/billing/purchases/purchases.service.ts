import type { Accounts } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict } from '../../kit/errors.js';
import { add, basisPointsOf, subtract } from '../../kit/money.js';
import { calendarDate, type Clock } from '../../kit/time.js';
import type { Invoices } from '../invoices/invoices.service.js';
import type { AdminInvoiceRow } from '../invoices/invoices.store.js';
import type { Methods } from '../methods/methods.service.js';
import { packageDiscount } from '../packages/packages.rules.js';
import type { Packages } from '../packages/packages.service.js';
import type { Payments, PayWith } from '../payments/payments.service.js';
import type { PaymentRow } from '../payments/payments.store.js';
import type { Tax } from '../tax/tax.service.js';

export interface Purchase {
  invoice: AdminInvoiceRow;
  payment: PaymentRow;
  credits: bigint;
}

export interface Purchases {
  /**
   * Sells a credit package: one transaction issues the invoice and starts its payment, then the gateway is asked.
   * Nothing is written before the package, the method and the card are known to be good. The same request key finds
   * the same purchase. Refuses with `credit_package_not_found`, `account_suspended`, `method_not_available`,
   * `invalid_payment_method`, `gateway_unavailable`; a decline is `declined` with the gateway's code, and the invoice stays open.
   */
  buy(command: { actor: CustomerActor; packageId: string; payWith: PayWith; requestKey: string | null }): Promise<Purchase>;
}

export interface PurchasesDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  packages: Packages;
  tax: Tax;
  methods: Methods;
  invoices: Invoices;
  payments: Payments;
}

export function createPurchases(deps: PurchasesDeps): Purchases {
  const { db, clock, accounts, packages, tax, methods, invoices, payments } = deps;

  async function result(actor: CustomerActor, paymentId: string): Promise<Purchase> {
    const payment = await payments.get(actor, paymentId);
    if (!payment.invoiceId) throw new Error(`Payment ${paymentId} has no invoice`);
    const invoice = await invoices.get(actor, payment.invoiceId);
    const credits = invoice.lines.reduce((total, line) => total + (line.credits ?? 0n), 0n);
    return { invoice, payment, credits };
  }

  return {
    async buy({ actor, packageId, payWith, requestKey }) {
      authorize(actor, 'credits.buy');
      const repeated = await payments.findRepeated(requestKey);
      if (repeated) {
        payments.refuseIfDeclined(repeated);
        return result(actor, repeated.id);
      }
      const buyer = await accounts.getBuyer(actor.accountId);
      if (buyer.status !== 'active') throw conflict('account_suspended', `The account is ${buyer.status}.`);
      const offer = await packages.getOnSale(packageId, buyer.currency);
      const discount = packageDiscount(offer.listPrice, offer.discountPercentage);
      const net = subtract(offer.listPrice, discount);
      const { basisPoints } = await tax.decide(db.prisma, buyer, calendarDate(clock.now()));
      const total = add(net, basisPointsOf(net, basisPoints));
      const config = await methods.requireAvailable(buyer, payWith.method, total);
      const means = await payments.prepare(buyer, config, payWith);
      const payment = await db.transaction(async (tx) => {
        const invoice = await invoices.issue(tx, {
          buyer,
          send: true,
          lines: [
            {
              description: `${offer.name}: ${offer.credits.toLocaleString('en')} credits`,
              quantity: 1,
              unitAmount: offer.listPrice,
              discount,
              creditPackageId: offer.id,
              credits: offer.credits,
            },
          ],
        });
        return payments.begin(tx, invoice, means, requestKey);
      });
      const after = await payments.carryOut(payment.id, means);
      payments.refuseIfDeclined(after);
      return result(actor, payment.id);
    },
  };
}
