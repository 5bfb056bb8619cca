import { contentHash } from '../billing/invoices/invoices.service.js';
import type { Reader } from '../kit/db.js';
import { calendarDate } from '../kit/time.js';
import { type Breach, issuedInvoices } from './audit.store.js';

/** A sentence that our own functions prove, row by row. */
export interface CodeCheck {
  readonly invariant: 6;
  readonly key: string;
  readonly sentence: string;
  find(reader: Reader): AsyncIterable<Breach>;
}

/** What stands on each issued paper still has the hash that it was issued with. */
export const PAPERS: readonly CodeCheck[] = [
  {
    invariant: 6,
    key: 'invoice-content',
    sentence: 'What stands on an issued invoice has the hash that it was issued with',
    find: changedInvoices,
  },
];

async function* changedInvoices(reader: Reader): AsyncGenerator<Breach> {
  for await (const invoice of issuedInvoices(reader)) {
    const { number, issueDate, dueDate } = invoice;
    const name = number ?? invoice.id;
    if (!number || !issueDate || !dueDate || !invoice.contentHash) {
      yield { name, found: 'number, dates or hash are missing' };
      continue;
    }
    const hash = contentHash({
      ...invoice,
      number,
      issueDate: calendarDate(issueDate),
      dueDate: calendarDate(dueDate),
      paymentReference: invoice.paymentReference ?? '',
      buyer: invoice.buyer as unknown as Parameters<typeof contentHash>[0]['buyer'],
      seller: invoice.seller as unknown as Parameters<typeof contentHash>[0]['seller'],
    });
    if (hash !== invoice.contentHash)
      yield { name, found: `hashes to ${hash}, issued as ${invoice.contentHash}` };
  }
}
