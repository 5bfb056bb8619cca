import {
  type AdminPaymentProofView,
  type PaymentProofView,
  paymentProof,
} from './payments.proofs.contract.js';
import type { ProofRow } from './payments.proofs.store.js';

const { mediaType, scan } = paymentProof.shape;

export const proofView = (row: ProofRow): PaymentProofView => ({
  id: row.id,
  fileName: row.fileName,
  mediaType: mediaType.parse(row.mediaType),
  sizeBytes: row.sizeBytes,
  scan: scan.parse(row.scan),
  createdAt: row.createdAt.toISOString(),
});

export const adminProofView = (row: ProofRow): AdminPaymentProofView => ({
  ...proofView(row),
  sha256: row.sha256,
  uploadedBy: row.uploadedBy,
});
