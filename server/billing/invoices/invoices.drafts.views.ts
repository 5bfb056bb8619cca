import type { BodyOf } from '../../kit/endpoint.contract.js';
import type { adminChangeDraft, adminCreateDraft } from './invoices.drafts.contract.js';
import type { DraftLine, InvoiceDrafts } from './invoices.drafts.service.js';

interface WireLine {
  id?: string | undefined;
  description: string;
  quantity: number;
  unitAmount: number;
  discount?: number | undefined;
  taxBasisPoints?: number | undefined;
}

const draftLine = (line: WireLine): DraftLine => ({
  id: line.id ?? null,
  description: line.description,
  quantity: line.quantity,
  unitAmount: BigInt(line.unitAmount),
  discount: line.discount === undefined ? null : BigInt(line.discount),
  taxBasisPoints: line.taxBasisPoints ?? null,
});

/** A draft as it is to be written, from the wire. */
export const newDraft = (body: BodyOf<typeof adminCreateDraft>) => ({
  accountId: body.accountId,
  lines: body.lines.map(draftLine),
  dueDate: body.dueDate ?? null,
  notes: body.notes ?? null,
});

/** What is left out stays; null takes it away. */
export const draftChange = ({
  lines,
  dueDate,
  notes,
}: BodyOf<typeof adminChangeDraft>): Parameters<InvoiceDrafts['changeDraft']>[0]['change'] => ({
  ...(lines ? { lines: lines.map(draftLine) } : {}),
  ...(dueDate === undefined ? {} : { dueDate }),
  ...(notes === undefined ? {} : { notes }),
});
