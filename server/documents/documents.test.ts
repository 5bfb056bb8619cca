import { renderCreditNotePdf } from './credit-note-pdf.js';
import { createDocuments } from './documents.js';
import { renderInvoicePdf } from './invoice-pdf.js';
import { creditNotePaperFor } from './test/credit-note-paper.sample.js';
import { invoicePaperFor } from './test/invoice-paper.sample.js';

describe('drawing documents in threads', () => {
  test('a thread draws the same bytes as a direct call', async () => {
    const documents = createDocuments({ timeoutMs: 30_000 });
    try {
      const paper = invoicePaperFor('de-DE');
      const [drawn, direct] = await Promise.all([documents.invoicePdf(paper), renderInvoicePdf(paper)]);
      expect(drawn.equals(direct)).toBe(true);
    } finally {
      await documents.close();
    }
  });

  test('credit notes are drawn there too', async () => {
    const documents = createDocuments({ timeoutMs: 30_000 });
    try {
      const paper = creditNotePaperFor('en-US');
      const drawn = await documents.creditNotePdf(paper);
      expect(drawn.equals(await renderCreditNotePdf(paper))).toBe(true);
      await expect(documents.creditNotePdf({ ...paper, currency: 'euro' })).rejects.toMatchObject({
        code: 'paper_not_drawable',
      });
    } finally {
      await documents.close();
    }
  });

  test('a document that takes too long is refused as unavailable', async () => {
    const hasty = createDocuments({ timeoutMs: 1 });
    try {
      await expect(hasty.invoicePdf(invoicePaperFor('en-US'))).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'document_not_ready',
      });
    } finally {
      await hasty.close();
    }
  });

  test('a malformed paper is refused, not drawn', async () => {
    const documents = createDocuments({ timeoutMs: 30_000 });
    try {
      const paper = { ...invoicePaperFor('en-US'), dueDate: '2026-02-30' };
      await expect(documents.invoicePdf(paper)).rejects.toMatchObject({
        kind: 'invalid',
        code: 'paper_not_drawable',
        message: expect.stringContaining('is not a calendar date'),
      });
    } finally {
      await documents.close();
    }
  });

  test('one document more than may be under way is refused as unavailable; the others are drawn', async () => {
    const documents = createDocuments({ timeoutMs: 60_000, maxUnderWay: 3 });
    try {
      const paper = invoicePaperFor('en-US');
      const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => documents.invoicePdf(paper)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
      expect(outcomes[3]).toMatchObject({ status: 'rejected', reason: { code: 'document_not_ready' } });
    } finally {
      await documents.close();
    }
  });
});
