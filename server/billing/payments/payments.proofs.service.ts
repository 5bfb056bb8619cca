import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Actor, authorize, type CustomerActor, confinedTo } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { conflict, DomainError, invalid, notFound } from '../../kit/errors.js';
import { addSeconds, type Clock } from '../../kit/time.js';
import type { Receive, UploadedFile } from '../../kit/upload.js';
import type { ProofScanner, ProofStore, ScanVerdict } from './payments.proofs.port.js';
import { cleanFileName, MAX_PROOFS, type ProofType, proofTypeOf } from './payments.proofs.rules.js';
import {
  countProofs,
  deleteProof,
  findProof,
  findSameProof,
  insertProof,
  knownKeys,
  listProofs,
  type ProofRow,
} from './payments.proofs.store.js';
import { findPayment, lockPayment } from './payments.store.js';

export type { ProofRow };

export interface PaymentProofs {
  /**
   * Keeps a file as proof of a transfer that staff have not decided about yet. What it is, is read from its content; the same file
   * again is the same proof. First the file is kept, then its row is written: a file without a row is swept.
   * Refuses with `payment_not_found` and `payment_not_waiting` before anything is read, as the upload itself does (kit/http/upload.ts),
   * and with `proof_type_not_allowed`, `proof_infected`, `proof_scan_unavailable`, `too_many_proofs`. Locks the payment.
   */
  add(command: { actor: CustomerActor; paymentId: string; receive: Receive }): Promise<ProofRow>;
  /** Takes a proof back while the payment is undecided. Refuses with `payment_proof_not_found`, `payment_not_waiting`. Locks the payment. */
  remove(command: { actor: CustomerActor; paymentId: string; proofId: string }): Promise<ProofRow>;
  list(actor: Actor, paymentId: string): Promise<ProofRow[]>;
  /** A proof with its content. When staff look, that is written down. Refuses with `payment_proof_not_found`, `proof_not_readable`. */
  open(command: {
    actor: Actor;
    paymentId: string;
    proofId: string;
  }): Promise<{ proof: ProofRow; content: Readable }>;
  /** Removes files that have no row: their process died between the two, or after the row was deleted. A job; harmless at any time. */
  sweep(): Promise<{ removed: number }>;
}

/** Between a file and its row lie moments. */
const ORPHAN_AFTER_SECONDS = 3600;

export interface PaymentProofsDeps {
  db: Db;
  clock: Clock;
  files: ProofStore;
  scanner: ProofScanner;
}

export function createPaymentProofs({ db, clock, files, scanner }: PaymentProofsDeps): PaymentProofs {
  async function requirePayment(actor: Actor, paymentId: string): Promise<{ status: string }> {
    const payment = await findPayment(db.prisma, paymentId, confinedTo(actor));
    if (!payment) throw notFound('payment');
    return payment;
  }

  async function requireProof(
    reader: Reader,
    actor: Actor,
    paymentId: string,
    id: string,
  ): Promise<ProofRow> {
    const proof = await findProof(reader, { id, paymentId, accountId: confinedTo(actor) });
    if (!proof) throw notFound('payment_proof');
    return proof;
  }

  /** The row, or the one that was there before. */
  async function keep(
    tx: Tx,
    actor: CustomerActor,
    proof: Parameters<typeof insertProof>[1],
  ): Promise<ProofRow> {
    const { paymentId, fileName, mediaType, sizeBytes, sha256, scan } = proof;
    refuseDecided(await lockPayment(tx, paymentId));
    const same = await findSameProof(tx.prisma, paymentId, sha256);
    if (same) return same;
    if ((await countProofs(tx.prisma, paymentId)) >= MAX_PROOFS) {
      throw conflict('too_many_proofs', `A payment can have ${MAX_PROOFS} proofs. Remove one first.`);
    }
    const row = await insertProof(tx, proof);
    tx.live({ accountId: actor.accountId, resource: 'payments', ids: [paymentId] });
    tx.audit({
      actor,
      action: 'payment.proof_add',
      subject: { type: 'payment', id: paymentId },
      accountId: actor.accountId,
      after: { proofId: row.id, fileName, mediaType, sizeBytes, sha256, scan },
    });
    return row;
  }

  return {
    async add({ actor, paymentId, receive }) {
      authorize(actor, 'payments.start');
      refuseDecided(await requirePayment(actor, paymentId));
      const file = await receive(files.incoming);
      try {
        const mediaType = typeOf(await readFile(file.path));
        const same = await findSameProof(db.prisma, paymentId, file.sha256);
        if (same) return same;
        const scan = await scanner.scan(file.path);
        refuseInfected(scan);
        const storageKey = await files.put(file.path);
        const row = await db
          .transaction((tx) =>
            keep(tx, actor, columnsOf({ file, mediaType, scan, paymentId, actor, storageKey })),
          )
          .catch(async (error: unknown) => {
            // Refused: nothing points there. After any other fault the row may be there all the same; the sweep will know.
            if (error instanceof DomainError) await files.remove(storageKey);
            throw error;
          });
        if (row.storageKey !== storageKey) await files.remove(storageKey); // another request was faster
        return row;
      } finally {
        await file.discard();
      }
    },

    async remove({ actor, paymentId, proofId }) {
      authorize(actor, 'payments.start');
      const removed = await db.transaction(async (tx) => {
        await requireProof(tx.prisma, actor, paymentId, proofId);
        refuseDecided(await lockPayment(tx, paymentId));
        const proof = await requireProof(tx.prisma, actor, paymentId, proofId); // a second click was faster
        await deleteProof(tx, proofId);
        tx.live({ accountId: actor.accountId, resource: 'payments', ids: [paymentId] });
        tx.audit({
          actor,
          action: 'payment.proof_remove',
          subject: { type: 'payment', id: paymentId },
          accountId: actor.accountId,
          before: { proofId, fileName: proof.fileName, sha256: proof.sha256 },
        });
        return proof;
      });
      await files.remove(removed.storageKey);
      return removed;
    },

    async list(actor, paymentId) {
      authorize(actor, 'payments.read');
      await requirePayment(actor, paymentId);
      return listProofs(db.prisma, paymentId);
    },

    async open({ actor, paymentId, proofId }) {
      authorize(actor, 'payments.read');
      const proof = await requireProof(db.prisma, actor, paymentId, proofId);
      const content = await files.open(proof.storageKey);
      if (!content) {
        throw new DomainError('unavailable', 'proof_not_readable', 'The file cannot be read just now.');
      }
      if (actor.kind !== 'staff') return { proof, content };
      try {
        await db.transaction(async (tx) =>
          noteReading(tx, actor, proof, (await requireAccount(tx, paymentId)).accountId),
        );
      } catch (error) {
        content.destroy();
        throw error;
      }
      return { proof, content };
    },

    async sweep() {
      const before = addSeconds(clock.now(), -ORPHAN_AFTER_SECONDS);
      await files.clearIncoming(before);
      let removed = 0;
      for await (const keys of inBatches(files.listBefore(before), 500)) {
        const known = await knownKeys(db.prisma, keys);
        for (const key of keys.filter((candidate) => !known.has(candidate))) {
          await files.remove(key);
          removed += 1;
        }
      }
      return { removed };
    },
  };
}

async function requireAccount(tx: Tx, paymentId: string): Promise<{ accountId: string }> {
  const payment = await findPayment(tx.prisma, paymentId, null);
  if (!payment) throw notFound('payment');
  return payment;
}

const noteReading = (tx: Tx, actor: Actor, proof: ProofRow, accountId: string): void =>
  tx.audit({
    actor,
    action: 'payment.proof_view',
    subject: { type: 'payment', id: proof.paymentId },
    accountId,
    after: { proofId: proof.id, fileName: proof.fileName },
  });

function refuseDecided(payment: { status: string } | null): void {
  if (payment?.status !== 'pending_approval') {
    throw conflict('payment_not_waiting', 'This payment is not waiting for a decision.');
  }
}

function typeOf(bytes: Uint8Array): ProofType {
  const type = proofTypeOf(bytes);
  if (type) return type;
  const detail = 'The file is no complete PDF, PNG or JPEG.';
  throw new DomainError('unsupported', 'proof_type_not_allowed', detail, { fields: { file: [detail] } });
}

function refuseInfected(scan: ScanVerdict): void {
  if (scan !== 'infected') return;
  const detail = 'The virus scanner refuses this file.';
  throw invalid('proof_infected', detail, { file: [detail] });
}

const columnsOf = (found: {
  file: UploadedFile;
  mediaType: ProofType;
  scan: ScanVerdict;
  paymentId: string;
  actor: CustomerActor;
  storageKey: string;
}) => ({
  paymentId: found.paymentId,
  fileName: cleanFileName(found.file.name, found.mediaType),
  mediaType: found.mediaType,
  sizeBytes: found.file.sizeBytes,
  sha256: found.file.sha256,
  storageKey: found.storageKey,
  scan: found.scan,
  uploadedById: found.actor.userId,
});

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
