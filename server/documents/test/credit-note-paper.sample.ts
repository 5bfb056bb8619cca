import type { CreditNotePaper } from '../papers.js';
import { invoicePaperFor } from './invoice-paper.sample.js';

/** A credit note over the whole of the sample invoice, a part of it against what was due. */
export function creditNotePaperFor(locale: string, currency = 'EUR'): CreditNotePaper {
  const {
    dueDate: _due,
    corrects,
    paymentReference,
    paymentInstructions,
    notes,
    terms,
    ...sale
  } = invoicePaperFor(locale, currency);
  return {
    ...sale,
    number: 'CRN-2026-12-00007',
    issueDate: '2026-12-03',
    lines: sale.lines.map((line) => ({
      ...line,
      period: null,
      discount: 0n,
      unitAmount: line.amount,
      quantity: 1,
    })),
    invoice: { number: 'INV-2026-11-00042', issueDate: '2026-11-22' },
    reason: 'The package was bought twice.',
    outcome: {
      setAgainstDue: 533n,
      refunded: { amount: 0n, method: null },
      chargedBack: 0n,
      onAccount: 3_000n,
    },
    credits: { count: 2_000n, wereGranted: true },
  };
}
