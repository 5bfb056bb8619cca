import {
  contentHash,
  creditNoteHash,
  HASH_VERSION,
  type HashedInvoice,
  type HashedNote,
} from './invoices.hash.store.js';

const day = new Date('2026-11-22T00:00:00Z');
const at = new Date('2026-11-22T10:11:12.345Z');
const seller = {
  name: 'Countinghouse GmbH',
  lines: ['Berlin'],
  country: 'DE',
  taxId: 'DE136695976',
  email: null,
  website: null,
};
const buyer = { name: 'Globex', lines: ['Paris'], country: 'FR', taxId: null, email: 'a@globex.test' };
const line = {
  id: 'inl_1',
  invoiceId: 'inv_1',
  position: 1,
  description: 'Pro package',
  quantity: 1,
  unitAmount: 2_900n,
  discount: 290n,
  amount: 2_610n,
  taxName: 'VAT',
  taxBasisPoints: 1_900,
  isTaxChosen: false,
  credits: 2_000n,
  creditPackageId: 'pkg_1',
  planId: null,
  periodStart: null,
  periodEnd: null,
};
const tax = {
  id: 'itx_1',
  invoiceId: 'inv_1',
  name: 'VAT',
  basisPoints: 1_900,
  taxable: 2_610n,
  amount: 496n,
  category: 'S',
};

const invoice = {
  id: 'inv_1',
  accountId: 'acc_1',
  number: 'INV-2026-11-00042',
  status: 'pending',
  currency: 'EUR',
  subtotal: 2_610n,
  discount: 0n,
  tax: 496n,
  total: 3_106n,
  amountPaid: 0n,
  amountCredited: 0n,
  amountDue: 3_106n,
  issueDate: day,
  dueDate: new Date('2026-11-29T00:00:00Z'),
  issuedAt: at,
  paidAt: null,
  voidedAt: null,
  voidReason: null,
  uncollectibleAt: null,
  uncollectibleReason: null,
  correctsId: null,
  pricesIncludeTax: false,
  taxNote: null,
  lastPaymentFailedAt: null,
  subscriptionId: null,
  stripeInvoiceId: null,
  paymentReference: 'RF18INV20261100042',
  locale: 'de-DE',
  buyer,
  seller,
  taxReason: 'rate:DE',
  notes: null,
  contentHash: null,
  hashVersion: HASH_VERSION,
  requestKey: null,
  createdAt: at,
  updatedAt: at,
  lines: [line],
  taxes: [tax],
} as unknown as HashedInvoice;

const note = {
  id: 'crn_1',
  accountId: 'acc_1',
  invoiceId: 'inv_1',
  number: 'CRN-2026-11-00001',
  currency: 'EUR',
  subtotal: 2_610n,
  tax: 496n,
  total: 3_106n,
  appliedToDue: 106n,
  toAccount: 3_000n,
  cause: 'correction',
  reason: 'Twice',
  refundId: null,
  disputeId: null,
  pricesIncludeTax: false,
  locale: 'de-DE',
  buyer,
  seller,
  hashVersion: HASH_VERSION,
  issueDate: day,
  createdAt: at,
  lines: [{ ...line, id: 'crl_1', invoiceLineId: 'inl_1' }],
  taxes: [tax],
} as unknown as HashedNote;
const of = { number: 'INV-2026-11-00042', taxNote: null };

/** Another value of the same kind. */
const other = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value + 1n;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return value instanceof Date ? new Date('2030-01-01T00:00:00Z') : 'another';
};

describe('the hash of a paper', () => {
  // Computed by the program that had only this way: papers that are out must verify for ever.
  test('of version 1 is what it was', () => {
    const old = { ...invoice, hashVersion: 1 };
    expect(contentHash(old)).toBe('92c9b0757bee46f3bb465e0bc4dada9f4ed51cf7a0a4736c5cd08fad0542f727');
    const more = { taxNote: 'Reverse charge', pricesIncludeTax: true, correctsId: 'inv_0' };
    expect(contentHash({ ...old, ...more })).toBe(
      '85db1368c6c03372a665829686a4e63d12420f377378c9735cb63003426ed598',
    );
    expect(creditNoteHash({ ...note, hashVersion: 1 }, of)).toBe(
      '09ffe3f70d2aad38e33066361391b08b249a72f42e66db526c667a584f0617fb',
    );
  });

  test('of version 2 stays what it is', () => {
    expect(contentHash(invoice)).toBe('3a64011800517cb71815a2fff454c54a4d3c6dac619a788be4561137c1b45564');
    expect(creditNoteHash(note, of)).toBe('fe06929d23b969a8db1e3c8a8bdf098c7c950a26cadcb60721ce24efd7cb54bc');
  });

  test('covers every column of an invoice that is frozen, and none that moves', () => {
    const moving = Object.keys(invoice)
      .filter((key) => key !== 'lines' && key !== 'taxes')
      .filter((key) => {
        const changed = { ...invoice, [key]: other(invoice[key as 'id']) } as HashedInvoice;
        return contentHash(changed) === contentHash(invoice);
      });
    expect(moving.sort()).toEqual([
      'amountCredited',
      'amountDue',
      'amountPaid',
      'contentHash',
      'lastPaymentFailedAt',
      'paidAt',
      'requestKey',
      'status',
      'stripeInvoiceId',
      'uncollectibleAt',
      'uncollectibleReason',
      'updatedAt',
      'voidReason',
      'voidedAt',
    ]);
  });

  test('covers every column of its lines and taxes', () => {
    for (const key of Object.keys(line).filter((name) => name !== 'invoiceId')) {
      const changed = { ...invoice, lines: [{ ...line, [key]: other(line[key as 'id']) }] } as HashedInvoice;
      expect([key, contentHash(changed) === contentHash(invoice)]).toEqual([key, false]);
    }
    for (const key of Object.keys(tax).filter((name) => !/^(id|invoiceId)$/.test(name))) {
      const changed = { ...invoice, taxes: [{ ...tax, [key]: other(tax[key as 'id']) }] } as HashedInvoice;
      expect([key, contentHash(changed) === contentHash(invoice)]).toEqual([key, false]);
    }
  });

  test('covers every column of a credit note, and what the law wants said on its invoice', () => {
    for (const key of Object.keys(note).filter((name) => !/^(lines|taxes)$/.test(name))) {
      const changed = { ...note, [key]: other(note[key as 'id']) } as HashedNote;
      expect([key, creditNoteHash(changed, of) === creditNoteHash(note, of)]).toEqual([key, false]);
    }
    expect(creditNoteHash(note, { ...of, taxNote: 'Exempt' })).not.toBe(creditNoteHash(note, of));
  });

  test('does not depend on the order in which taxes are read', () => {
    const taxes = [tax, { ...tax, id: 'itx_2', name: 'City tax' }];
    expect(contentHash({ ...invoice, taxes })).toBe(contentHash({ ...invoice, taxes: taxes.reverse() }));
  });

  test('of a version that nobody knows is none', () => {
    expect(contentHash({ ...invoice, hashVersion: 3 })).toBeNull();
    expect(creditNoteHash({ ...note, hashVersion: 3 }, of)).toBeNull();
  });
});
