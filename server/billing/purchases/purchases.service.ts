import type { Accounts } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor, type SystemActor } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict } from '../../kit/errors.js';
import type { SaleLine } from '../invoices/invoices.rules.js';
import type { AdminInvoiceRow, Invoices, Quote } from '../invoices/invoices.service.js';
import type { Methods } from '../methods/methods.service.js';
import { packageDiscount } from '../packages/packages.rules.js';
import type { PackageOnSale, Packages } from '../packages/packages.service.js';
import type { PaymentRow, Payments, PayWith } from '../payments/payments.service.js';

export interface Purchase {
  invoice: AdminInvoiceRow;
  payment: PaymentRow;
  credits: bigint;
}

/** Who buys: a customer, or the system for an account that has told it to (auto-recharge). */
export type Buying = CustomerActor | (SystemActor & { accountId: string });

export interface Purchases {
  /** What a package would be billed at now. Reads only. Refuses with `credit_package_not_found`. */
  quote(actor: Buying, packageId: string): Promise<{ credits: bigint; totals: Quote }>;
  /**
   * Sells a credit package: one transaction issues the invoice and starts its payment, then the gateway is asked.
   * Nothing is written before the package, the method and the card are known to be good. The same request key finds
   * the same purchase. Refuses with `credit_package_not_found`, `account_suspended`, `method_not_available`,
   * `invalid_payment_method`, `gateway_unavailable`; a decline is `declined` with the gateway's code, and the invoice stays open.
   */
  buy(command: {
    actor: Buying;
    packageId: string;
    payWith: PayWith;
    requestKey: string | null;
  }): Promise<Purchase>;
}

export interface PurchasesDeps {
  db: Db;
  accounts: Accounts;
  packages: Packages;
  methods: Methods;
  invoices: Invoices;
  payments: Payments;
}

export function createPurchases(deps: PurchasesDeps): Purchases {
  const { db, accounts, packages, methods, invoices, payments } = deps;

  async function result(actor: Buying, paymentId: string): Promise<Purchase> {
    const payment = await payments.get(actor, paymentId);
    if (!payment.invoiceId) throw new Error(`Payment ${paymentId} has no invoice`);
    const invoice = await invoices.get(actor, payment.invoiceId);
    const credits = invoice.lines.reduce((total, line) => total + (line.credits ?? 0n), 0n);
    return { invoice, payment, credits };
  }

  function lineOf(offer: PackageOnSale): SaleLine {
    return {
      description: `${offer.name}: ${offer.credits.toLocaleString('en')} credits`,
      quantity: 1,
      unitAmount: offer.listPrice,
      discount: packageDiscount(offer.listPrice, offer.discountPercentage),
      creditPackageId: offer.id,
      credits: offer.credits,
    };
  }

  return {
    async quote(actor, packageId) {
      authorize(actor, 'credits.read');
      const buyer = await accounts.getBuyer(actor.accountId);
      const offer = await packages.getOnSale(packageId, buyer.currency);
      return { credits: offer.credits, totals: await invoices.quote(buyer, [lineOf(offer)]) };
    },

    async buy({ actor, packageId, payWith, requestKey }) {
      authorize(actor, 'credits.buy');
      const repeated = await payments.findRepeated(requestKey);
      if (repeated) {
        payments.refuseIfDeclined(await payments.resume(repeated, payWith));
        return result(actor, repeated.id);
      }
      const buyer = await accounts.getBuyer(actor.accountId);
      if (buyer.status !== 'active') throw conflict('account_suspended', `The account is ${buyer.status}.`);
      const offer = await packages.getOnSale(packageId, buyer.currency);
      const { total } = await invoices.quote(buyer, [lineOf(offer)]);
      const config = await methods.requireAvailable(buyer, payWith.method, total);
      const means = await payments.prepare(buyer, config, payWith);
      const payment = await db.transaction(async (tx) => {
        const invoice = await invoices.issue(tx, { buyer, send: true, lines: [lineOf(offer)] });
        return payments.begin(tx, invoice, means, requestKey);
      });
      const after = await payments.carryOut(payment.id, means);
      payments.refuseIfDeclined(after);
      return result(actor, payment.id);
    },
  };
}
