import {
  createInvoicePdfs,
  type InvoicePdfs,
  type InvoicePdfsDeps,
} from './billing/invoices/invoices.pdf.service.js';
import type { FrozenParty, InvoiceRow } from './billing/invoices/invoices.service.js';
import { isManual } from './billing/methods/methods.rules.js';
import type { Methods } from './billing/methods/methods.service.js';
import type { Config } from './config.js';
import type { Documents } from './documents/documents.js';

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
  ...rest
}: Pick<InvoicePdfsDeps, 'db' | 'clock' | 'invoices' | 'creditNotes'> & {
  documents: Documents;
  methods: Methods;
  baseUrl: string;
}): InvoicePdfs =>
  createInvoicePdfs({
    ...rest,
    render: {
      invoice: (paper) => documents.invoicePdf(paper),
      creditNote: (paper) => documents.creditNotePdf(paper),
    },
    waysToPay: waysToPay(methods, baseUrl),
  });

/** How the invoice's buyer may pay, as it is printed on the paper. */
const waysToPay = (methods: Methods, baseUrl: string) => async (invoice: InvoiceRow) => {
  const buyer = invoice.buyer as unknown as FrozenParty;
  const rows = (await methods.available(buyer.country)).filter((row) => isManual(row.method));
  const online = {
    title: invoice.locale.startsWith('de') ? 'Online bezahlen' : 'Pay online',
    text: `${baseUrl}/account/invoices/${invoice.id}`,
  };
  const byHand = rows.map((row) => ({
    title: row.displayName,
    text: [
      row.instructions,
      row.bankHolder && `Account holder: ${row.bankHolder}`,
      row.bankName && `Bank: ${row.bankName}`,
      row.bankIban && `IBAN: ${row.bankIban}`,
      row.bankAccountNumber && `Account number: ${row.bankAccountNumber}`,
      row.bankBic && `BIC: ${row.bankBic}`,
      row.bankRouting && `Routing number: ${row.bankRouting}`,
      row.walletType && row.walletId && `${row.walletType}: ${row.walletId}`,
    ]
      .filter(Boolean)
      .join('\n'),
  }));
  return [online, ...byHand];
};
