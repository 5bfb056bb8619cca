import { adminCreateInvoice } from '../../server/billing/invoices/invoices.contract.js';
import {
  adminChangeDraft,
  adminCreateDraft,
  adminDeleteDraft,
  adminIssueDraft,
} from '../../server/billing/invoices/invoices.drafts.contract.js';
import type { Room } from '../kit/ports.js';
import { addressOf } from '../kit/staffAction.js';
import { draftForm } from '../reads/invoice.reads.js';
import { recordAction } from './recordAction.js';
import { resourceAction } from './resourceAction.js';

const isDraft = (invoice: Readonly<Record<string, unknown>>): boolean => invoice['status'] === 'draft';

/** Writes an invoice by hand, to be issued later. The same page as `createManual`, which issues it at once. */
export const createDraft = ({ services, logger }: Room) =>
  resourceAction({
    permission: 'invoices.issue',
    page: 'NewInvoice',
    look: { label: 'New draft' },
    schema: adminCreateDraft.body,
    logger,
    run: async ({ actor, input, requestKey }) => {
      const { id } = await services.drafts.create({ actor, requestKey, ...input });
      return { message: 'The draft is kept.', redirectUrl: addressOf('invoices', id) };
    },
  });

export const createManual = ({ services, logger }: Room) =>
  resourceAction({
    permission: 'invoices.issue',
    page: 'NewInvoice',
    look: { label: 'New manual invoice', tone: 'primary' },
    schema: adminCreateInvoice.body,
    logger,
    run: async ({ actor, input, requestKey }) => {
      const { id } = await services.invoices.createManual({
        actor,
        requestKey,
        accountId: input.accountId,
        lines: input.lines.map((line) => ({
          description: line.description,
          quantity: line.quantity,
          unitAmount: BigInt(line.unitAmount),
          discount: line.discount === undefined ? null : BigInt(line.discount),
          taxBasisPoints: line.taxBasisPoints ?? null,
        })),
        dueDate: input.dueDate ?? null,
        notes: input.notes ?? null,
        send: input.send ?? false,
      });
      return { message: 'The invoice is issued.', redirectUrl: addressOf('invoices', id) };
    },
  });

export const editDraft = (room: Room) =>
  recordAction({
    permission: 'invoices.issue',
    page: 'EditDraft',
    look: {
      label: 'Edit',
      verb: 'Save draft',
      tone: 'neutral',
      message: 'Lines, dates and notes of an invoice that is not issued yet.',
      fields: [],
    },
    schema: adminChangeDraft.body,
    logger: room.logger,
    fits: isDraft,
    related: ({ id }) => draftForm(room, id),
    run: async ({ actor, id, input }) => {
      await room.services.drafts.change({ actor, invoiceId: id, change: input });
      return { message: 'The draft is changed.', redirectUrl: addressOf('invoices', id) };
    },
  });

export const issueDraft = ({ services, logger }: Room) =>
  recordAction({
    permission: 'invoices.issue',
    look: {
      label: 'Issue',
      verb: 'Issue invoice',
      tone: 'primary',
      message:
        'The draft is priced with the tax of today, booked, numbered and frozen; the customer sees it. Afterwards it can only be voided or credited.',
      fields: [
        {
          name: 'send',
          label: "Send it to the account's billing e-mail",
          kind: 'check',
          isRequired: false,
          initial: 'on',
        },
      ],
    },
    schema: adminIssueDraft.body,
    logger,
    fits: isDraft,
    run: async ({ actor, id, input }) => {
      await services.drafts.issue({ actor, invoiceId: id, send: input.send ?? false });
      return 'The invoice is issued.';
    },
  });

export const discard = ({ services, logger }: Room) =>
  recordAction({
    permission: 'invoices.issue',
    look: {
      label: 'Discard',
      verb: 'Discard draft',
      tone: 'danger',
      message: 'The draft is deleted; nobody but staff has seen it, and no number is lost.',
      fields: [],
    },
    schema: adminDeleteDraft.query,
    logger,
    fits: isDraft,
    run: async ({ actor, id }) => {
      await services.drafts.remove({ actor, invoiceId: id });
      return { message: 'The draft is discarded.', redirectUrl: addressOf('invoices') };
    },
  });
