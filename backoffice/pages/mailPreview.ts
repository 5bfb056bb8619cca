import { Router } from 'express';
import { MAIL_PREVIEW_POLICY } from '../gate/headers.js';
import type { Room } from '../kit/ports.js';

const NOTHING =
  '<!doctype html><html lang="en"><title>No preview</title><p>This mail has no HTML.</p></html>';

/**
 * The HTML of one mail as a page of its own for the sandboxed frame of its details. In a `srcdoc` it would inherit the
 * policy of the page around it, which refuses the inline styles that mails are made of.
 */
export function mailPreview({ db }: Pick<Room, 'db'>): Router {
  const router = Router();
  router.get('/admin/email-preview/:id', async (req, res) => {
    const mail = await db.prisma.emailMessage.findUnique({
      where: { id: String(req.params['id']) },
      select: { html: true },
    });
    res.set({ 'Content-Security-Policy': MAIL_PREVIEW_POLICY, 'X-Frame-Options': 'SAMEORIGIN' });
    res
      .status(mail ? 200 : 404)
      .type('html')
      .end(mail?.html || NOTHING);
  });
  return router;
}
