import {
  createInvoicePdfs,
  type InvoicePdfs,
  type InvoicePdfsDeps,
} from './billing/invoices/invoices.pdf.service.js';
import type { FrozenParty, InvoiceRow } from './billing/invoices/invoices.service.js';
import type { InvoicePaper } from './billing/invoices/paper.js';
import { type Payee, qrCodesOf } from './billing/methods/methods.qr.rules.js';
import { accepts, isManual } from './billing/methods/methods.rules.js';
import type { Methods, PaymentMethodConfigRow } from './billing/methods/methods.service.js';
import type { Config } from './config.js';
import type { Documents } from './documents/documents.js';
import { money } from './kit/money.js';

/** The seller, as invoices freeze it. */
export const sellerOf = ({ seller }: Config): FrozenParty => ({
  name: seller.name,
  lines: [...seller.addressLines],
  country: seller.country,
  taxId: seller.taxId,
  email: seller.email,
  website: seller.website,
});

/** The papers of invoices and credit notes, drawn by the print shop. */
export const createPapers = ({
  documents,
  methods,
  baseUrl,
  payee,
  ...rest
}: Pick<InvoicePdfsDeps, 'db' | 'clock' | 'invoices' | 'creditNotes'> & {
  documents: Documents;
  methods: Methods;
  baseUrl: string;
  payee: Payee;
}): InvoicePdfs =>
  createInvoicePdfs({
    ...rest,
    render: {
      invoice: (paper) => documents.invoicePdf(paper),
      creditNote: (paper) => documents.creditNotePdf(paper),
    },
    waysToPay: waysToPay(methods, { baseUrl, payee }),
  });

/** How the invoice's buyer may pay what it is issued for, as it is printed on the paper. */
const waysToPay =
  (methods: Methods, { baseUrl, payee }: { baseUrl: string; payee: Payee }) =>
  async (invoice: InvoiceRow): Promise<InvoicePaper['paymentInstructions']> => {
    const buyer = invoice.buyer as unknown as FrozenParty;
    const amount = money(invoice.total, invoice.currency);
    const rows = (await methods.available(buyer.country)).filter(
      (row) => isManual(row.method) && accepts(row, amount),
    );
    const words = invoice.locale.startsWith('de') ? GERMAN : ENGLISH;
    const online = { title: words.online, text: `${baseUrl}/account/invoices/${invoice.id}`, qr: null };
    const reference = invoice.paymentReference ?? '';
    const byHand = rows.map((row) => ({
      title: row.displayName,
      text: detailsOf(row, words),
      qr: qrCodesOf(row, payee, { amount: invoice.total, currency: invoice.currency, reference })[0] ?? null,
    }));
    return [online, ...byHand];
  };

const ENGLISH = {
  online: 'Pay online',
  holder: 'Account holder',
  bank: 'Bank',
  account: 'Account number',
  routing: 'Routing number',
};
const GERMAN: typeof ENGLISH = {
  online: 'Online bezahlen',
  holder: 'Kontoinhaber',
  bank: 'Bank',
  account: 'Kontonummer',
  routing: 'Bankleitzahl',
};

const detailsOf = (row: PaymentMethodConfigRow, words: typeof ENGLISH): string =>
  [
    row.instructions,
    row.bankHolder && `${words.holder}: ${row.bankHolder}`,
    row.bankName && `${words.bank}: ${row.bankName}`,
    row.bankIban && `IBAN: ${inFours(row.bankIban)}`,
    row.bankAccountNumber && `${words.account}: ${row.bankAccountNumber}`,
    row.bankBic && `BIC: ${row.bankBic}`,
    row.bankRouting && `${words.routing}: ${row.bankRouting}`,
    row.walletType && row.walletId && `${row.walletType}: ${row.walletId}`,
  ]
    .filter(Boolean)
    .join('\n');

/** As an IBAN is printed (ISO 13616). */
const inFours = (iban: string): string => iban.replaceAll(/\s/g, '').replaceAll(/(.{4})(?=.)/g, '$1 ');
