import { z } from 'zod';
import { byId, empty, endpoint, idOf } from '../../kit/endpoint.contract.js';

/** What a proof may be; found out from its content (payments.proofs.rules.ts). */
export const PROOF_MEDIA_TYPES = ['application/pdf', 'image/png', 'image/jpeg'] as const;
export const PROOF_MAX_BYTES = 10 * 1024 * 1024;

export const paymentProof = z.object({
  id: z.string(),
  fileName: z.string(),
  mediaType: z.enum(PROOF_MEDIA_TYPES),
  sizeBytes: z.int(),
  /** `clean`: a virus scanner has looked at it. */
  scan: z.enum(['clean', 'unscanned']),
  createdAt: z.string(),
});
export type PaymentProofView = z.infer<typeof paymentProof>;

export const adminPaymentProof = paymentProof.extend({
  sha256: z.string(),
  uploadedBy: z.object({ id: z.string(), name: z.string(), email: z.string() }),
});
export type AdminPaymentProofView = z.infer<typeof adminPaymentProof>;

const one = z.strictObject({ id: idOf('pay'), proofId: idOf('prf') });
const asked = z.strictObject({ disposition: z.enum(['attachment', 'inline']).default('attachment') });

export const addPaymentProof = endpoint({
  id: 'addPaymentProof',
  method: 'POST',
  path: '/v1/billing/payments/:id/proof',
  door: 'customer',
  tag: 'Payments',
  summary:
    'Upload a proof of a transfer that waits for approval: PDF, PNG or JPEG, 10 MB at most, ten per payment. The same file twice is the same proof.',
  params: byId('pay'),
  upload: { field: 'file', maxBytes: PROOF_MAX_BYTES, mediaTypes: PROOF_MEDIA_TYPES },
  reply: paymentProof,
  status: 201,
  refusals: [
    'payment_not_waiting',
    'file_too_large',
    'malformed_upload',
    'file_missing',
    'file_empty',
    'one_file_only',
    'proof_type_not_allowed',
    'proof_infected',
    'proof_scan_unavailable',
    'too_many_proofs',
  ],
});

export const listPaymentProofs = endpoint({
  id: 'listPaymentProofs',
  method: 'GET',
  path: '/v1/billing/payments/:id/proofs',
  door: 'customer',
  tag: 'Payments',
  summary: 'The proofs of a payment, oldest first.',
  params: byId('pay'),
  query: empty,
  reply: z.array(paymentProof),
});

export const getPaymentProof = endpoint({
  id: 'getPaymentProof',
  method: 'GET',
  path: '/v1/billing/payments/:id/proofs/:proofId',
  door: 'customer',
  tag: 'Payments',
  summary: 'The file itself, as an attachment; `inline` for showing it in a frame.',
  params: one,
  query: asked,
  reply: PROOF_MEDIA_TYPES,
});

export const removePaymentProof = endpoint({
  id: 'removePaymentProof',
  method: 'DELETE',
  path: '/v1/billing/payments/:id/proofs/:proofId',
  door: 'customer',
  tag: 'Payments',
  summary: 'Take a proof back, while nobody has decided about the payment.',
  params: one,
  reply: paymentProof,
  refusals: ['payment_not_waiting'],
});

export const adminListPaymentProofs = endpoint({
  id: 'adminListPaymentProofs',
  method: 'GET',
  path: '/v1/admin/payments/:id/proofs',
  door: 'staff',
  tag: 'Staff: payments',
  summary: 'What the customer uploaded as proof, oldest first.',
  params: byId('pay'),
  query: empty,
  reply: z.array(adminPaymentProof),
});

export const adminGetPaymentProof = endpoint({
  id: 'adminGetPaymentProof',
  method: 'GET',
  path: '/v1/admin/payments/:id/proofs/:proofId',
  door: 'staff',
  tag: 'Staff: payments',
  summary: 'The file itself. Looking at it is written to the audit log.',
  params: one,
  query: asked,
  reply: PROOF_MEDIA_TYPES,
});
