import type { PaperMethod } from '../billing/invoices/paper.js';

/** The paper's own words in one language. */
export interface Labels {
  readonly invoice: string;
  readonly from: string;
  readonly billTo: string;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly amountDue: string;
  readonly payBy: string;
  readonly reference: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitAmount: string;
  readonly tax: string;
  readonly amount: string;
  readonly discount: string;
  readonly subtotal: string;
  readonly subtotalWithTax: string;
  readonly total: string;
  readonly howToPay: string;
  readonly notes: string;
  readonly taxId: string;
  readonly taxOn: (tax: { name: string; rate: string; taxable: string }) => string;
  readonly includesTaxOn: (tax: { name: string; rate: string; taxable: string }) => string;
  readonly corrects: (earlier: { number: string; date: string }) => string;
  /** Below a QR code. */
  readonly scan: Readonly<Record<'epc' | 'upi' | 'pix', string>>;
  readonly page: (place: { page: number; pages: number }) => string;
}

const english: Labels = {
  invoice: 'Invoice',
  from: 'From',
  billTo: 'Bill to',
  issueDate: 'Issue date',
  dueDate: 'Due date',
  amountDue: 'Amount due',
  payBy: 'Please pay by',
  reference: 'Payment reference',
  description: 'Description',
  quantity: 'Qty',
  unitAmount: 'Unit price',
  tax: 'Tax',
  amount: 'Amount',
  discount: 'Discount',
  subtotal: 'Subtotal',
  subtotalWithTax: 'Subtotal, prices include tax',
  total: 'Total',
  howToPay: 'How to pay',
  notes: 'Notes',
  taxId: 'Tax ID',
  taxOn: ({ name, rate, taxable }) => `${name} ${rate} on ${taxable}`,
  includesTaxOn: ({ name, rate, taxable }) => `Includes ${name} ${rate} on ${taxable}`,
  corrects: ({ number, date }) =>
    `This invoice replaces invoice ${number} of ${date}, which has been credited.`,
  scan: {
    epc: 'Scan with your banking app',
    upi: 'Scan with your UPI app',
    pix: 'Scan with your bank’s app (Pix)',
  },
  page: ({ page, pages }) => `Page ${page} of ${pages}`,
};

const german: Labels = {
  invoice: 'Rechnung',
  from: 'Von',
  billTo: 'Rechnung an',
  issueDate: 'Rechnungsdatum',
  dueDate: 'Fällig am',
  amountDue: 'Zu zahlen',
  payBy: 'Bitte zahlen Sie bis',
  reference: 'Verwendungszweck',
  description: 'Beschreibung',
  quantity: 'Menge',
  unitAmount: 'Einzelpreis',
  tax: 'Steuer',
  amount: 'Betrag',
  discount: 'Rabatt',
  subtotal: 'Zwischensumme',
  subtotalWithTax: 'Zwischensumme, Preise inkl. Steuer',
  total: 'Gesamtbetrag',
  howToPay: 'So bezahlen Sie',
  notes: 'Hinweise',
  taxId: 'USt-IdNr.',
  taxOn: ({ name, rate, taxable }) => `${name} ${rate} auf ${taxable}`,
  includesTaxOn: ({ name, rate, taxable }) => `Darin enthalten: ${name} ${rate} auf ${taxable}`,
  corrects: ({ number, date }) =>
    `Diese Rechnung ersetzt die Rechnung ${number} vom ${date}, die gutgeschrieben wurde.`,
  scan: {
    epc: 'Mit der Banking-App scannen',
    upi: 'Mit der UPI-App scannen',
    pix: 'Mit der Banking-App scannen (Pix)',
  },
  page: ({ page, pages }) => `Seite ${page} von ${pages}`,
};

/** What a credit note says besides. */
export interface CreditNoteLabels {
  readonly title: string;
  readonly forInvoice: string;
  readonly invoiceDate: string;
  readonly credited: string;
  readonly total: string;
  readonly reason: string;
  readonly outcome: string;
  readonly setAgainstDue: (invoice: string) => string;
  readonly refunded: (method: PaperMethod | null) => string;
  readonly chargedBack: string;
  readonly onAccount: string;
  readonly creditsBack: string;
  readonly creditsNotGranted: string;
  readonly terms: (invoice: string) => string;
}

const BY: Readonly<Record<PaperMethod, string>> = {
  stripe: 'by card',
  paypal: 'by PayPal',
  bank_transfer: 'by bank transfer',
  local_wallet: 'to the wallet',
};

const englishNote: CreditNoteLabels = {
  title: 'Credit note',
  forInvoice: 'Credit note for',
  invoiceDate: 'Invoice date',
  credited: 'Amount credited',
  total: 'Total credited',
  reason: 'Reason',
  outcome: 'What becomes of this amount',
  setAgainstDue: (invoice) => `Set against what was due on ${invoice}: this much less is to be paid`,
  refunded: (method) => `Refunded ${method === null ? 'to the payer' : BY[method]}`,
  chargedBack: 'Returned through the payer’s bank, which had reversed the payment',
  onAccount: 'Money on account: it pays other invoices, or is paid out on request',
  creditsBack: 'Credits taken back',
  creditsNotGranted: 'Credits that will not be granted',
  terms: (invoice) =>
    `This credit note takes back invoice ${invoice} to the extent shown. Nothing is to be paid on it.`,
};

const AUF: Readonly<Record<PaperMethod, string>> = {
  stripe: 'auf die Karte',
  paypal: 'über PayPal',
  bank_transfer: 'per Überweisung',
  local_wallet: 'in die Wallet',
};

const germanNote: CreditNoteLabels = {
  title: 'Rechnungskorrektur',
  forInvoice: 'Korrektur zur Rechnung',
  invoiceDate: 'Datum der Rechnung',
  credited: 'Gutgeschriebener Betrag',
  total: 'Summe der Korrektur',
  reason: 'Grund',
  outcome: 'Was mit dem Betrag geschieht',
  setAgainstDue: (invoice) =>
    `Verrechnet mit dem offenen Betrag der Rechnung ${invoice}: so viel weniger ist zu zahlen`,
  refunded: (method) => `Erstattet ${method === null ? 'an den Zahler' : AUF[method]}`,
  chargedBack: 'Zurück an den Zahler über seine Bank, die die Zahlung rückgängig gemacht hat',
  onAccount: 'Guthaben auf Ihrem Kundenkonto: bezahlt weitere Rechnungen oder wird auf Wunsch ausgezahlt',
  creditsBack: 'Zurückgebuchte Credits',
  creditsNotGranted: 'Credits, die nicht gutgeschrieben werden',
  terms: (invoice) =>
    `Dieses Dokument berichtigt die Rechnung ${invoice} im gezeigten Umfang. Es ist nichts darauf zu zahlen.`,
};

export const ENGLISH = { labels: english, creditNote: englishNote };
export const LABELS: Readonly<Record<string, typeof ENGLISH>> = {
  en: ENGLISH,
  de: { labels: german, creditNote: germanNote },
};
