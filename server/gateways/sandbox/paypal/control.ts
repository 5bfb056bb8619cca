import type express from 'express';
import type { Request } from 'express';
import { z } from 'zod';
import type { Transactions } from '../store/transaction.js';
import type { Work } from '../store/work.js';
import type { Surroundings } from '../wire/endpoint.js';
import { completeCapture, denyCapture, reverseCapture } from './captures.js';
import { openDispute, resolveDispute } from './disputes.js';
import { FUNDINGS } from './objects.js';
import { approveOrder } from './orders.js';
import { failRefund, finishRefund } from './refunds.js';
import { approveSetup } from './vault.js';

const payerBody = z.strictObject({
  email: z.email().max(120).default('payer@paypal.test'),
  funding: z.enum(FUNDINGS).default('balance'),
});
const disputeBody = z.strictObject({
  capture: z.string().max(40),
  reason: z.string().max(100).default('UNAUTHORISED'),
  /** In PayPal's smallest units. */
  amount: z.number().int().min(1).nullable().default(null),
});

/** What payers, their banks and PayPal's own people do, on demand. */
export function mountPaypalControl(
  router: express.Router,
  parts: {
    readonly transactions: Transactions;
    readonly surroundings: Surroundings;
    /** Reads a body of the control plane, or refuses it. */
    readonly read: <S extends z.ZodType>(schema: S, req: Request) => z.output<S>;
  },
): void {
  const { publicUrl } = parts.surroundings;
  const on = (
    path: string,
    story: (work: Work, id: string, req: Request) => Promise<unknown>,
    status = 200,
  ): void => {
    router.post(`/paypal${path}`, async (req, res) => {
      const happened = await parts.transactions.run({ requestId: null, idempotencyKey: null }, (work) =>
        story(work, String((req.params as Record<string, string | undefined>)['id'] ?? ''), req),
      );
      res.status(status).json(happened ?? {});
    });
  };

  on('/orders/:id/approve', (work, id, req) => approveOrder(work, id, parts.read(payerBody, req), publicUrl));
  on('/setup-tokens/:id/approve', (work, id, req) => approveSetup(work, id, parts.read(payerBody, req)));
  on('/captures/:id/complete', (work, id) => completeCapture(work, id, publicUrl));
  on('/captures/:id/deny', (work, id) => denyCapture(work, id, publicUrl));
  on('/captures/:id/reverse', (work, id) => reverseCapture(work, id, publicUrl));
  on('/refunds/:id/complete', (work, id) => finishRefund(work, id, publicUrl));
  on('/refunds/:id/fail', (work, id) => failRefund(work, id, publicUrl));
  on(
    '/disputes',
    (work, _id, req) => {
      const { capture, reason, amount } = parts.read(disputeBody, req);
      const minor = amount === null ? null : BigInt(amount);
      return openDispute(work, { captureId: capture, reason, minor }, publicUrl);
    },
    201,
  );
  on('/disputes/:id/win', (work, id) => resolveDispute(work, id, 'RESOLVED_SELLER_FAVOUR', publicUrl));
  on('/disputes/:id/lose', (work, id) => resolveDispute(work, id, 'RESOLVED_BUYER_FAVOUR', publicUrl));
}
