import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { DomainError } from '../kit/errors.js';
import { type CreditNotePaper, checkCreditNote, checkInvoice, type InvoicePaper } from './papers.js';

export interface Documents {
  /**
   * The invoice as PDF bytes; the same paper gives the same bytes. Refuses a malformed paper with `invalid`, and with
   * `unavailable` when waiting and drawing take longer than the time-out (the thread is ended) or when too many
   * documents are waiting already.
   */
  invoicePdf(paper: InvoicePaper): Promise<Buffer>;
  /** The same for a credit note. */
  creditNotePdf(paper: CreditNotePaper): Promise<Buffer>;
  /** Waits for nothing: ends the threads, and whatever they were drawing is refused. */
  close(): Promise<void>;
}

// Compiled, this module and its worker are JavaScript. Run from source (tests, development), a thread is TypeScript and
// starts through a file that brings the loader.
const WORKER = import.meta.url.endsWith('.ts') ? './pdf.worker.source.mjs' : './pdf.worker.js';
const IDLE_MS = 60_000;
const MAX_HEAP_MB = 512;

/**
 * Documents are drawn in threads, away from the requests: a large one takes most of a second of pure computing.
 * `maxUnderWay` counts documents that are drawn or wait for a thread.
 */
export function createDocuments(limits: { timeoutMs: number; maxUnderWay?: number }): Documents {
  const { timeoutMs, maxUnderWay = 200 } = limits;
  const pool = new Piscina({
    filename: new URL(WORKER, import.meta.url).href,
    minThreads: 0,
    maxThreads: Math.max(1, Math.min(4, availableParallelism() - 1)),
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });

  let underWay = 0;

  async function draw(name: 'renderInvoice' | 'renderCreditNote', paper: object): Promise<Buffer> {
    if (underWay >= maxUnderWay) throw tooBusy();
    underWay += 1;
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const bytes: ArrayBuffer = await pool.run(paper, { name, signal: deadline });
      return Buffer.from(bytes);
    } catch (error) {
      throw deadline.aborted ? tooBusy(error) : error;
    } finally {
      underWay -= 1;
    }
  }

  // Papers are checked here too: an error loses its class on the way out of a thread.
  return {
    invoicePdf: async (paper) => draw('renderInvoice', checkInvoice(paper)),
    creditNotePdf: async (paper) => draw('renderCreditNote', checkCreditNote(paper)),
    close: () => pool.destroy(),
  };
}

const tooBusy = (cause?: unknown): DomainError =>
  new DomainError(
    'unavailable',
    'document_not_ready',
    'The document is not ready yet. Please try again in a moment.',
    {
      retryAfterSeconds: 5,
      cause,
    },
  );
