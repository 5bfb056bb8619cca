import type { InvoicePaper } from '../papers.js';

/** A small invoice with one discount, one period and two tax rates, for tests and for looking at. */
export const invoicePaperFor = (locale: string, currency = 'EUR'): InvoicePaper => ({
  number: 'INV-2026-11-00042',
  issueDate: '2026-11-22',
  dueDate: '2026-11-29',
  currency,
  locale,
  seller: {
    name: 'Countinghouse GmbH',
    lines: ['Torstraße 140', '10119 Berlin', 'Germany'],
    taxId: 'DE325567810',
    email: 'billing@countinghouse.example',
    website: 'countinghouse.example',
    bank: { name: 'Sample Bank Berlin', iban: 'DE89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX' },
  },
  buyer: {
    name: 'Acme Inc.',
    lines: ['500 Howard Street', 'San Francisco, CA 94105', 'United States'],
    taxId: 'US-12-3456789',
    email: 'alice@acme.example',
  },
  lines: [
    {
      description: 'Pro package: 2,000 credits',
      period: null,
      quantity: 1,
      unitAmount: 2_900n,
      discount: 290n,
      taxBasisPoints: 1_900,
      amount: 2_610n,
    },
    {
      description: 'Team plan, monthly',
      period: { start: '2026-11-22', end: '2026-12-22' },
      quantity: 3,
      unitAmount: 133n,
      discount: 0n,
      taxBasisPoints: 700,
      amount: 399n,
    },
  ],
  pricesIncludeTax: false,
  subtotal: 3_009n,
  discount: 0n,
  taxes: [
    { name: 'VAT', basisPoints: 1_900, taxable: 2_610n, amount: 496n },
    { name: 'VAT', basisPoints: 700, taxable: 399n, amount: 28n },
  ],
  total: 3_533n,
  corrects: null,
  paymentReference: 'RF18 INV2 0261 1000 42',
  paymentInstructions: [
    {
      title: 'Bank transfer',
      text: 'IBAN: DE89 3704 0044 0532 0130 00\nBIC: COBADEFFXXX',
      qr: null,
    },
  ],
  notes: 'Thank you for your business.',
  terms: 'Payable within 7 days without deduction.',
  taxNote: null,
});
