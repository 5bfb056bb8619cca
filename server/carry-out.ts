import { z } from 'zod';
import type { CarryOut } from './billing/approvals/approvals.service.js';
import type { Credits } from './billing/credits/credits.service.js';
import type { CreditNotes } from './billing/invoices/invoices.credit-notes.service.js';
import type { Invoices } from './billing/invoices/invoices.service.js';
import type { Methods } from './billing/methods/methods.service.js';
import { readApplication } from './billing/payments/payments.application.rules.js';
import { paymentMethod } from './billing/payments/payments.contract.js';
import type { Payments } from './billing/payments/payments.service.js';

export interface CarryOutDeps {
  credits: Credits;
  creditNotes: CreditNotes;
  invoices: Invoices;
  payments: Payments;
  methods: Methods;
}

/** Amounts and credits travel in a payload as texts. */
const minor = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
const line = z.string().nullable();

const config = z.strictObject({
  country: z.string(),
  method: paymentMethod,
  isEnabled: z.boolean(),
  displayName: z.string(),
  instructions: line,
  bankName: line,
  bankHolder: line,
  bankIban: line,
  bankAccountNumber: line,
  bankBic: line,
  bankRouting: line,
  walletType: line,
  walletId: line,
  currencies: z.array(z.string()),
  minimumAmount: minor.nullable(),
  maximumAmount: minor.nullable(),
  sortOrder: z.int(),
});

const application = z
  .strictObject({
    allocations: z.array(z.strictObject({ invoiceId: z.string(), amount: z.string() })).nullable(),
    bankFee: line,
    withholding: line,
  })
  .transform(readApplication);
const ofInvoice = { invoiceId: z.string(), reason: z.string() };

const payloads = {
  approvePayment: z.strictObject({ paymentId: z.string(), amountMinor: minor, note: line, application }),
  adjustCredits: z.strictObject({
    accountId: z.string(),
    credits: minor,
    reason: z.string(),
    requestKey: z.string(),
  }),
  transferCredits: z.strictObject({
    fromAccountId: z.string(),
    toAccountId: z.string(),
    credits: minor,
    reason: z.string(),
    requestKey: z.string(),
  }),
  recordPayment: z.strictObject({
    accountId: z.string(),
    method: z.enum(['bank_transfer', 'local_wallet']),
    currency: z.string(),
    amountMinor: minor,
    receivedOn: z.string(),
    reference: z.string(),
    note: line,
    application,
    requestKey: line,
  }),
  refund: z.strictObject({
    paymentId: z.string(),
    amountMinor: minor,
    reason: z.string(),
    source: z.enum(['sale', 'account']),
    bankReference: line,
    requestKey: line,
  }),
  credit: z.union([
    z.strictObject({
      do: z.literal('credit'),
      ...ofInvoice,
      requestKey: line,
      what: z.union([
        z.literal('all'),
        z.strictObject({ amount: minor }),
        z.strictObject({ lines: z.array(z.strictObject({ invoiceLineId: z.string(), amount: minor })) }),
      ]),
    }),
    z.strictObject({ do: z.literal('correct'), ...ofInvoice, requestKey: line }),
  ]),
  writeOff: z.object(ofInvoice),
  methodConfig: z.union([z.strictObject({ create: config }), z.strictObject({ change: config.partial() })]),
};

/**
 * How an approved request becomes its command again: the payload is read anew, and the command runs as the one who asked, through all
 * its own checks. A payload that no longer fits its schema is our bug, and nothing is done.
 */
export function createCarryOut({
  credits,
  creditNotes,
  invoices,
  payments,
  methods,
}: CarryOutDeps): CarryOut {
  return {
    'payment.approve': (actor, request) =>
      payments.approve({ actor, ...payloads.approvePayment.parse(request.payload) }),
    'credits.adjust': (actor, request) =>
      credits.adjust({ actor, ...payloads.adjustCredits.parse(request.payload) }),
    'credits.transfer': (actor, request) =>
      credits.transfer({ actor, ...payloads.transferCredits.parse(request.payload) }),
    'payment.record': (actor, request) => {
      const { application: how, ...transfer } = payloads.recordPayment.parse(request.payload);
      return payments.record({ actor, ...transfer, ...how });
    },
    refund: (actor, request) => payments.refund({ actor, ...payloads.refund.parse(request.payload) }),
    'credit_note.issue': (actor, request) => {
      const { do: deed, ...command } = payloads.credit.parse(request.payload);
      return deed === 'credit' && 'what' in command
        ? creditNotes.create({ actor, ...command })
        : creditNotes.correct({ actor, ...command });
    },
    'invoice.write_off': (actor, request) =>
      invoices.markUncollectible({ actor, ...payloads.writeOff.parse(request.payload) }),
    'payment_method.bank_details': (actor, request) => {
      const payload = payloads.methodConfig.parse(request.payload);
      if ('create' in payload) return methods.createConfig({ actor, config: payload.create });
      return methods.updateConfig({ actor, configId: request.subjectId, change: given(payload.change) });
    },
  };
}

type MethodConfig = z.output<typeof config>;

/** What was left out stays out: it is not to be touched. */
const given = (change: { [K in keyof MethodConfig]?: MethodConfig[K] | undefined }): Partial<MethodConfig> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
