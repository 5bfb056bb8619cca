import type { Response } from 'express';
import type { Actor } from '../../kit/actors.js';
import { sendForeignFile } from '../../kit/http/file-reply.js';
import type { Endpoints } from '../../kit/http/router.js';
import {
  addPaymentProof,
  adminGetPaymentProof,
  adminListPaymentProofs,
  getPaymentProof,
  listPaymentProofs,
  removePaymentProof,
} from './payments.proofs.contract.js';
import type { PaymentProofs } from './payments.proofs.service.js';
import { adminProofView, proofView } from './payments.proofs.views.js';

export function paymentProofsRoutes(endpoints: Endpoints, proofs: PaymentProofs): void {
  const serve = async (call: {
    actor: Actor;
    params: { id: string; proofId: string };
    query: { disposition: 'attachment' | 'inline' };
    res: Response;
  }): Promise<undefined> => {
    const { id: paymentId, proofId } = call.params;
    const { proof, content } = await proofs.open({ actor: call.actor, paymentId, proofId });
    const { fileName: name, mediaType, sizeBytes } = proof;
    await sendForeignFile(call.res, { name, mediaType, sizeBytes, content }, call.query.disposition);
    return undefined;
  };

  endpoints.on(addPaymentProof, async ({ actor, params, upload }) =>
    proofView(await proofs.add({ actor, paymentId: params.id, receive: upload })),
  );
  endpoints.on(listPaymentProofs, async ({ actor, params }) =>
    (await proofs.list(actor, params.id)).map(proofView),
  );
  endpoints.on(getPaymentProof, serve);
  endpoints.on(removePaymentProof, async ({ actor, params }) =>
    proofView(await proofs.remove({ actor, paymentId: params.id, proofId: params.proofId })),
  );
  endpoints.on(adminListPaymentProofs, async ({ actor, params }) =>
    (await proofs.list(actor, params.id)).map(adminProofView),
  );
  endpoints.on(adminGetPaymentProof, serve);
}
