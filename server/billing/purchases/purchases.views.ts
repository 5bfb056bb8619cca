import { toWire } from '../../kit/money.js';
import type { Quote } from '../invoices/invoices.service.js';
import { invoiceView } from '../invoices/invoices.views.js';
import { paymentView } from '../payments/payments.views.js';
import type { PurchaseView, QuoteView } from './purchases.contract.js';
import type { Purchase } from './purchases.service.js';

export const purchaseView = ({ invoice, payment, credits }: Purchase): PurchaseView => ({
  invoice: invoiceView(invoice),
  payment: paymentView(payment),
  credits: toWire(credits),
});

export const quoteView = (packageId: string, credits: bigint, totals: Quote): QuoteView => ({
  packageId,
  credits: toWire(credits),
  currency: totals.total.currency,
  subtotal: toWire(totals.subtotal.minor),
  discount: toWire(totals.discount.minor),
  taxes: totals.taxes.map(({ name, basisPoints, category, taxable, amount }) => ({
    name,
    basisPoints,
    category,
    taxable: toWire(taxable.minor),
    amount: toWire(amount.minor),
  })),
  tax: toWire(totals.tax.minor),
  total: toWire(totals.total.minor),
  pricesIncludeTax: totals.pricesIncludeTax,
  taxNote: totals.taxNote,
});
