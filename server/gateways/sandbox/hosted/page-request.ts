import type { Request, Response } from 'express';
import { type FormObject, parseForm } from '../wire/form.js';
import type { Html } from './html.js';

/** What the hosted pages read from a request, and how they are sent. */

export function sendPage(res: Response, status: number, page: Html, returnUrl: string | null): void {
  // Browsers apply form-action to the redirect after the form, too.
  const formTargets = returnUrl === null ? "'self'" : `'self' ${new URL(returnUrl).origin}`;
  res
    .status(status)
    .set({
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action ${formTargets}; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .type('html')
    .send(page.toString());
}

export function queryText(req: Request, name: string): string | null {
  const value = req.query[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export const bodyOf = (req: Request): FormObject => parseForm(typeof req.body === 'string' ? req.body : '');
