import type { Action, ActionContext, ActionRequest, ActionResponse } from 'adminjs';
import {
  adminMarkUncollectible,
  adminSendInvoice,
  adminVoidInvoice,
} from '../../server/billing/invoices/invoices.contract.js';
import {
  adminCorrectInvoice,
  adminCreateCreditNote,
  adminPreviewCreditNote,
} from '../../server/billing/invoices/invoices.credit-notes.contract.js';
import type { FormField } from '../kit/look.js';
import type { Room } from '../kit/ports.js';
import { addressOf, allowed, readForm, refusalOf, staffActor } from '../kit/staffAction.js';
import { creditForm } from '../reads/invoice.reads.js';
import { recordAction } from './recordAction.js';

type Params = Readonly<Record<string, unknown>>;

const reason: FormField = {
  name: 'reason',
  label: 'Reason',
  kind: 'prose',
  isRequired: true,
  maxLength: 500,
  help: 'It stays in the audit log.',
};

const isIssued = (invoice: Params): boolean => invoice['status'] !== 'draft' && invoice['status'] !== 'void';

/** Something of it may be left to credit; how much exactly, the service knows. */
const isCreditable = (invoice: Params): boolean =>
  isIssued(invoice) && (invoice['amountCredited'] ?? '0') !== invoice['total'];

export const send = ({ services, logger }: Room) =>
  recordAction({
    permission: 'invoices.send',
    look: {
      label: 'Send',
      verb: 'Send invoice',
      tone: 'neutral',
      message: 'The invoice goes to the billing address of the account again, with a link to its PDF.',
      fields: [],
    },
    schema: adminSendInvoice.body,
    logger,
    fits: isIssued,
    run: async ({ actor, id }) => {
      await services.invoices.sendAgain({ actor, invoiceId: id });
      return 'The invoice is on its way.';
    },
  });

export const voidIt = ({ services, logger }: Room) =>
  recordAction({
    permission: 'invoices.void',
    look: {
      label: 'Void',
      verb: 'Void invoice',
      tone: 'danger',
      message:
        'A void invoice can no longer be paid, and its number stays used. What was booked is reversed. This cannot be undone.',
      fields: [reason],
    },
    schema: adminVoidInvoice.body,
    logger,
    fits: (invoice) => invoice['status'] === 'pending',
    run: async ({ actor, id, input }) => {
      await services.invoices.voidInvoice({ actor, invoiceId: id, reason: input.reason });
      return 'The invoice is void.';
    },
  });

export const writeOff = ({ services, logger }: Room) =>
  recordAction({
    permission: 'invoices.writeOff',
    look: {
      label: 'Write off',
      verb: 'Write invoice off',
      tone: 'danger',
      message:
        'What is due becomes bad debt, and nobody is reminded any more. Should the money come after all, it is taken for this invoice. Above your limit somebody else must agree first.',
      fields: [reason],
    },
    schema: adminMarkUncollectible.body,
    logger,
    fits: (invoice) => invoice['status'] === 'pending',
    run: async ({ actor, id, input }) => {
      await services.invoices.markUncollectible({ actor, invoiceId: id, reason: input.reason });
      return 'The invoice is written off.';
    },
  });

export const correct = ({ services, logger }: Room) =>
  recordAction({
    permission: 'invoices.credit',
    look: {
      label: 'Correct',
      verb: 'Credit and write anew',
      tone: 'neutral',
      message:
        'All that is left of the invoice is credited: what is due falls away, what was paid becomes money on account, credits it granted are taken back. A draft like it opens, to be changed and issued. Above your limit somebody else must agree first.',
      fields: [reason],
    },
    schema: adminCorrectInvoice.body,
    logger,
    fits: isCreditable,
    run: async ({ actor, id, input, requestKey }) => {
      const command = { actor, invoiceId: id, reason: input.reason, requestKey };
      const draft = await services.creditNotes.correct(command);
      return {
        message: 'The invoice is credited. This draft replaces it: change it and issue it.',
        redirectUrl: addressOf('invoices', draft.id, 'editDraft'),
      };
    },
  });

export const credit = (room: Room) =>
  recordAction({
    permission: 'invoices.credit',
    page: 'CreditInvoice',
    look: {
      label: 'Credit',
      verb: 'Issue credit note',
      tone: 'neutral',
      message: 'A credit note takes back an issued invoice, in whole or in part.',
      fields: [],
    },
    schema: adminCreateCreditNote.body,
    logger: room.logger,
    fits: isCreditable,
    related: ({ id }) => creditForm(room, id),
    run: async ({ actor, id, input, requestKey }) => {
      const command = { actor, invoiceId: id, what: input, requestKey };
      const note = await room.services.creditNotes.create(command);
      return { message: 'The credit note is issued.', redirectUrl: addressOf('credit-notes', note.id) };
    },
  });

/** What the note would come to; asked while the form is being filled in. Changes nothing, and is no button. */
export const previewCredit = ({ services, logger }: Room): Partial<Action<ActionResponse>> => ({
  actionType: 'record',
  component: false,
  isAccessible: allowed('invoices.credit'),
  isVisible: false,
  handler: async (
    request: ActionRequest,
    _response: unknown,
    { record, currentAdmin }: ActionContext,
  ): Promise<ActionResponse> => {
    if (!record) throw new Error('A preview needs a record');
    const json = record.toJSON(currentAdmin);
    if (request.method !== 'post') return { record: json };
    const form = readForm(adminPreviewCreditNote.body, request.payload);
    if ('refused' in form) return { record: json, ...form.refused };
    try {
      const of = { actor: staffActor(currentAdmin), invoiceId: String(record.id()) };
      return { record: json, preview: await services.creditNotes.preview({ ...of, what: form.input }) };
    } catch (error) {
      const refused = refusalOf(error);
      if (refused) return { record: json, ...refused };
      logger.error({ err: error, action: 'previewCredit' }, 'A preview failed');
      throw error;
    }
  },
});
