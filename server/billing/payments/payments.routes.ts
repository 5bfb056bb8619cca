import type { Endpoints } from '../../kit/http/router.js';
import { completePayment } from './payments.completion.contract.js';
import {
  adminGetPayment,
  adminListPayments,
  approvePayment,
  bouncePayment,
  declarePayment,
  getPayment,
  listPayments,
  payInvoice,
  recordPayment,
  rejectPayment,
} from './payments.contract.js';
import type { Payments } from './payments.service.js';
import { adminPaymentView, applicationOf, paymentView } from './payments.views.js';

export function paymentsRoutes(endpoints: Endpoints, payments: Payments): void {
  endpoints.on(listPayments, async ({ actor, list }) => {
    const { rows, total } = await payments.list(actor, list);
    return { rows: rows.map(paymentView), total };
  });
  endpoints.on(getPayment, async ({ actor, params }) => paymentView(await payments.get(actor, params.id)));
  endpoints.on(payInvoice, async ({ actor, params, body, requestKey }) =>
    paymentView(await payments.pay({ actor, invoiceId: params.id, payWith: body, requestKey })),
  );
  endpoints.on(completePayment, async ({ actor, params }) => {
    await payments.complete({ actor, paymentId: params.id });
    return paymentView(await payments.get(actor, params.id));
  });
  endpoints.on(declarePayment, async ({ actor, params, body }) => {
    await payments.declare({
      actor,
      paymentId: params.id,
      reference: body.reference,
      paidOn: body.paidOn,
      amountMinor: BigInt(body.amount),
    });
    return paymentView(await payments.get(actor, params.id));
  });

  endpoints.on(adminListPayments, async ({ actor, list }) => {
    const { rows, total } = await payments.list(actor, list);
    return { rows: rows.map(adminPaymentView), total };
  });
  endpoints.on(adminGetPayment, async ({ actor, params }) =>
    adminPaymentView(await payments.get(actor, params.id)),
  );
  endpoints.on(approvePayment, async ({ actor, params, body }) => {
    const amountMinor = body.amount === undefined ? null : BigInt(body.amount);
    await payments.approve({
      actor,
      paymentId: params.id,
      amountMinor,
      note: body.note ?? null,
      application: applicationOf(body),
    });
    return adminPaymentView(await payments.get(actor, params.id));
  });
  endpoints.on(recordPayment, async ({ actor, body, requestKey }) => {
    const { accountId, method, currency, amount, receivedOn, reference, note } = body;
    const { id } = await payments.record({
      actor,
      accountId,
      method,
      currency,
      amountMinor: BigInt(amount),
      receivedOn,
      reference,
      note: note ?? null,
      requestKey,
      ...applicationOf(body),
    });
    return adminPaymentView(await payments.get(actor, id));
  });
  endpoints.on(bouncePayment, async ({ actor, params, body }) => {
    await payments.bounce({ actor, paymentId: params.id, reason: body.reason });
    return adminPaymentView(await payments.get(actor, params.id));
  });
  endpoints.on(rejectPayment, async ({ actor, params, body }) => {
    await payments.reject({ actor, paymentId: params.id, reason: body.reason });
    return adminPaymentView(await payments.get(actor, params.id));
  });
}
