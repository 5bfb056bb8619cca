import type { Endpoints } from '../../kit/http/router.js';
import { toWire } from '../../kit/money.js';
import {
  type AdminDisputeView,
  type AdminRefundView,
  adminAcceptException,
  adminListDisputes,
  adminListExceptions,
  adminListRefunds,
  adminPreviewRefund,
  adminRefundPayment,
  adminResolveException,
  type ExceptionView,
  listRefundsOfPayment,
  lookAgainAtPayment,
  type RefundPreviewView,
  type RefundView,
} from './payments.refunds.contract.js';
import type {
  DisputeRow,
  GatewayException,
  Payments,
  Refund,
  RefundPreview,
  RefundRow,
} from './payments.service.js';
import { adminPaymentView } from './payments.views.js';

const refundView = (row: Refund): RefundView => ({
  id: row.id,
  paymentId: row.paymentId,
  amount: toWire(row.amount),
  currency: row.currency,
  status: row.status,
  createdAt: row.createdAt.toISOString(),
});

const adminRefundView = (row: RefundRow): AdminRefundView => ({
  ...refundView(row),
  account: { id: row.payment.accountId, name: row.payment.account.name },
  source: row.source,
  reason: row.reason,
  bankReference: row.bankReference,
  failureCode: row.failureCode,
  requestedBy: row.requestedBy?.email ?? null,
});

const previewView = (preview: RefundPreview): RefundPreviewView => ({
  ...preview,
  refundable: toWire(preview.refundable),
  moneyOnAccount: toWire(preview.moneyOnAccount),
  fromAccount: toWire(preview.fromAccount),
  credited: preview.credited.map((note) => ({
    ...note,
    amount: toWire(note.amount),
    creditsTaken: toWire(note.creditsTaken),
    creditsOwed: toWire(note.creditsOwed),
  })),
});

const disputeView = (row: DisputeRow): AdminDisputeView => ({
  id: row.id,
  paymentId: row.paymentId,
  account: { id: row.payment.accountId, name: row.payment.account.name },
  amount: toWire(row.amount),
  currency: row.currency,
  status: row.status,
  reason: row.reason,
  evidenceDueBy: row.evidenceDueBy?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
});

const exceptionView = (row: GatewayException): ExceptionView => ({
  id: row.id,
  gateway: row.gateway,
  kind: row.kind,
  objectId: row.objectId,
  paymentId: row.paymentId,
  accountId: row.accountId,
  amount: row.amount === null ? null : toWire(row.amount),
  currency: row.currency,
  detail: row.detail,
  status: row.status,
  resolution: row.resolution,
  createdAt: row.createdAt.toISOString(),
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
});

/** Money on its way back, and what cannot be explained. */
export function refundsRoutes(endpoints: Endpoints, payments: Payments): void {
  endpoints.on(listRefundsOfPayment, async ({ actor, params }) =>
    (await payments.refundsOf(actor, params.id)).map(refundView),
  );
  endpoints.on(adminRefundPayment, async ({ actor, params, body, requestKey }) => {
    const { id } = await payments.refund({
      actor,
      paymentId: params.id,
      amountMinor: BigInt(body.amount),
      reason: body.reason,
      source: body.source ?? 'sale',
      bankReference: body.bankReference ?? null,
      requestKey,
    });
    return adminRefundView(await payments.getRefund(actor, id));
  });
  endpoints.on(adminPreviewRefund, async ({ actor, params, query }) =>
    previewView(
      await payments.previewRefund(actor, {
        paymentId: params.id,
        amountMinor: BigInt(query.amount),
        source: query.source,
      }),
    ),
  );
  endpoints.on(adminListRefunds, async ({ actor, list }) => {
    const { rows, total } = await payments.listRefunds(actor, list);
    return { rows: rows.map(adminRefundView), total };
  });
  endpoints.on(adminListDisputes, async ({ actor, list }) => {
    const { rows, total } = await payments.listDisputes(actor, list);
    return { rows: rows.map(disputeView), total };
  });
  endpoints.on(lookAgainAtPayment, async ({ actor, params }) => {
    await payments.lookAgain({ actor, paymentId: params.id });
    return adminPaymentView(await payments.get(actor, params.id));
  });
  endpoints.on(adminListExceptions, async ({ actor, list }) => {
    const { rows, total } = await payments.listExceptions(actor, list);
    return { rows: rows.map(exceptionView), total };
  });
  endpoints.on(adminResolveException, async ({ actor, params, body }) =>
    exceptionView(await payments.resolveException({ actor, id: params.id, ...body })),
  );
  endpoints.on(adminAcceptException, async ({ actor, params, body }) =>
    exceptionView(await payments.acceptMismatch({ actor, id: params.id, ...body })),
  );
}
