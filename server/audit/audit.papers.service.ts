import { leftOfLines, openSale } from '../billing/invoices/invoices.credit-notes.rules.js';
import { contentHash, creditNoteHash } from '../billing/invoices/invoices.service.js';
import type { Reader } from '../kit/db.js';
import { booked } from './audit.sql.js';
import { type Breach, creditNotes, issuedInvoices, openOrders, readSums } from './audit.store.js';

/** A sentence that our own functions prove, row by row. */
export interface CodeCheck {
  readonly invariant: 2 | 6;
  readonly key: string;
  readonly sentence: string;
  find(reader: Reader): AsyncIterable<Breach>;
}

export const PAPERS: readonly CodeCheck[] = [
  {
    invariant: 2,
    key: 'ordered-credits',
    sentence: "Each account's ordered credits are the net of what its open invoices sell and nobody credited",
    find: wrongOrders,
  },
  {
    invariant: 6,
    key: 'invoice-content',
    sentence: 'What stands on an issued invoice has the hash that it was issued with',
    find: changedInvoices,
  },
  {
    invariant: 6,
    key: 'credit-note-content',
    sentence: 'What stands on a credit note has the hash that it was issued with',
    find: changedNotes,
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
    const hash = contentHash(invoice);
    if (hash !== invoice.contentHash) yield otherHash(name, hash, invoice.contentHash);
  }
}

async function* changedNotes(reader: Reader): AsyncGenerator<Breach> {
  for await (const note of creditNotes(reader)) {
    const hash = creditNoteHash(note, note.invoice);
    if (hash !== note.contentHash) yield otherHash(note.number, hash, note.contentHash);
  }
}

const otherHash = (name: string, now: string | null, then: string): Breach => ({
  name,
  found: now === null ? 'hashed in a way that nobody knows' : `hashes to ${now}, issued as ${then}`,
});

/** The net of a line, where prices include the tax or a part was credited, is known to the invoices' own rules only. */
async function* wrongOrders(reader: Reader): AsyncGenerator<Breach> {
  const expected = new Map<string, bigint>();
  for await (const invoice of openOrders(reader)) {
    const place = `${invoice.accountId} ${invoice.currency}`;
    for (const { credits, net } of leftOfLines(openSale(invoice, invoice.creditNotes))) {
      if (credits !== null) expected.set(place, (expected.get(place) ?? 0n) + net);
    }
  }
  const found = new Map<string, bigint>();
  for (const { accountId, currency, amount } of await readSums(reader, booked('ordered_credits', -1))) {
    found.set(`${accountId ?? 'no account'} ${currency}`, amount);
  }
  for (const name of new Set([...expected.keys(), ...found.keys()])) {
    const [due, there] = [expected.get(name) ?? 0n, found.get(name) ?? 0n];
    if (due !== there) yield { name, found: `${due} expected, ${there} booked` };
  }
}
