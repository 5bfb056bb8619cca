import type { ActionContext, ActionRequest, ActionResponse } from 'adminjs';
import {
  adminCreateInvoice,
  adminSendInvoice,
  adminVoidInvoice,
} from '../../server/billing/invoices/invoices.contract.js';
import { component } from '../catalogue.js';
import type { Room } from '../kit/ports.js';
import { allowed, readForm, refusalOf, staffActor } from '../kit/staffAction.js';
import { invoiceDetails } from '../reads/invoice.reads.js';
import { recordAction } from './recordAction.js';
import type { ResourceDefinition } from './resource.js';

export function invoices(room: Room): ResourceDefinition {
  return {
    id: 'invoices',
    noun: 'invoice',
    model: 'Invoice',
    titleProperty: 'number',
    sortBy: 'createdAt',
    hidden: ['subscription', 'buyer', 'seller', 'contentHash', 'hashVersion'],
    listed: ['number', 'status', 'currency', 'total', 'amountDue', 'issueDate', 'dueDate', 'createdAt'],
    sortable: ['createdAt', 'issueDate', 'total'],
    filterable: [
      'number',
      'account',
      'status',
      'currency',
      'issueDate',
      'dueDate',
      'createdAt',
      'paymentReference',
    ],
    searched: ['number', 'paymentReference', 'account.name'],
    references: { account: 'accounts', corrects: 'invoices' },
    details: 'InvoiceDetails',
    look: {
      title: 'Invoices',
      search: 'Search number, reference or account',
      empty: 'No invoice has been written yet.',
      columns: [
        { name: 'number', label: 'Number', cell: 'code' },
        { name: 'account', label: 'Account', cell: 'account' },
        { name: 'status', label: 'Status', cell: 'status' },
        { name: 'issueDate', label: 'Issued', cell: 'date' },
        { name: 'dueDate', label: 'Due', cell: 'date' },
        { name: 'total', label: 'Total', cell: 'money' },
        { name: 'amountDue', label: 'Open', cell: 'money' },
      ],
      filters: [
        {
          name: 'status',
          label: 'Status',
          kind: 'choice',
          choices: ['draft', 'pending', 'paid', 'void', 'uncollectible'],
        },
        { name: 'number', label: 'Number', kind: 'text' },
        { name: 'paymentReference', label: 'Payment reference', kind: 'text' },
        { name: 'currency', label: 'Currency', kind: 'text' },
        { name: 'issueDate', label: 'Issued', kind: 'dates' },
        { name: 'dueDate', label: 'Due', kind: 'dates' },
        { name: 'account', label: 'Account id', kind: 'id' },
      ],
      quick: [{ label: 'Unpaid', filter: { status: 'pending' } }],
    },
    related: (id) => invoiceDetails(room, id),
    actions: { sendInvoice: send(room), voidInvoice: voidIt(room), createManual: createManual(room) },
  };
}

const send = ({ services, logger }: Room) =>
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
    fits: (invoice) => invoice['status'] !== 'draft' && invoice['status'] !== 'void',
    run: async ({ actor, id }) => {
      await services.invoices.sendAgain({ actor, invoiceId: id });
      return 'The invoice is on its way.';
    },
  });

const voidIt = ({ services, logger }: Room) =>
  recordAction({
    permission: 'invoices.void',
    look: {
      label: 'Void',
      verb: 'Void invoice',
      tone: 'danger',
      message: 'A void invoice can no longer be paid, and its number stays used. This cannot be undone.',
      fields: [{ name: 'reason', label: 'Reason', kind: 'prose', isRequired: true, maxLength: 500 }],
    },
    schema: adminVoidInvoice.body,
    logger,
    fits: (invoice) => invoice['status'] === 'pending',
    run: async ({ actor, id, input }) => {
      await services.invoices.voidInvoice({ actor, invoiceId: id, reason: input.reason });
      return 'The invoice is void.';
    },
  });

/** Writes and issues an invoice by hand. GET only says who may; POST calls the service. */
function createManual({ services, logger }: Room) {
  return {
    actionType: 'resource' as const,
    component: component('NewInvoice'),
    isAccessible: allowed('invoices.issue'),
    custom: { label: 'New manual invoice', tone: 'primary' },
    handler: async (
      request: ActionRequest,
      _response: unknown,
      context: ActionContext,
    ): Promise<ActionResponse> => {
      if (request.method !== 'post') return {};
      const form = readForm(adminCreateInvoice.body, request.payload);
      if ('refused' in form) return form.refused;
      const { accountId, lines, dueDate, notes, send: sendIt } = form.input;
      try {
        const { id } = await services.invoices.createManual({
          actor: staffActor(context.currentAdmin),
          accountId,
          lines: lines.map((line) => ({
            description: line.description,
            quantity: line.quantity,
            unitAmount: BigInt(line.unitAmount),
            taxBasisPoints: line.taxBasisPoints ?? null,
          })),
          dueDate: dueDate ?? null,
          notes: notes ?? null,
          send: sendIt ?? false,
        });
        return {
          redirectUrl: context.h.recordActionUrl({
            resourceId: 'invoices',
            recordId: id,
            actionName: 'show',
          }),
          notice: { message: 'The invoice is issued.', type: 'success' },
        };
      } catch (error) {
        const refused = refusalOf(error);
        if (refused) return refused;
        logger.error({ err: error, action: 'createManual' }, 'A staff action failed');
        throw error;
      }
    },
  };
}
