import type { RequestHandler } from 'express';

/** The addresses that people know, and where AdminJS keeps these screens. */
const SCREENS: Readonly<Record<string, string>> = {
  '/admin/dashboard': '/admin',
  '/admin/accounts': '/admin/resources/accounts',
  '/admin/invoices': '/admin/resources/invoices',
  '/admin/payments': '/admin/resources/payments',
  '/admin/payment-desk': '/admin/pages/payment-desk',
  '/admin/money-on-account': '/admin/pages/money-on-account',
  '/admin/refunds': '/admin/resources/refunds',
  '/admin/disputes': '/admin/resources/disputes',
  '/admin/credit-costs': '/admin/resources/credit-costs',
  '/admin/approvals': '/admin/resources/approvals',
  '/admin/approval-limits': '/admin/pages/approval-limits',
  '/admin/payment-methods': '/admin/pages/payment-methods',
  '/admin/books': '/admin/pages/books',
  '/admin/journal': '/admin/resources/journal-entries',
  '/admin/credit-notes': '/admin/resources/credit-notes',
  '/admin/tax-rates': '/admin/resources/tax-rates',
  '/admin/number-series': '/admin/pages/number-series',
  '/admin/audit': '/admin/pages/audit',
  '/admin/emails': '/admin/resources/emails',
  '/admin/webhook-events': '/admin/resources/webhook-events',
  '/admin/exceptions': '/admin/resources/exceptions',
  '/admin/audit-events': '/admin/resources/audit-events',
};

export const toScreens: RequestHandler = (req, res, next) => {
  const screen = req.method === 'GET' ? SCREENS[req.path.toLowerCase().replace(/\/+$/, '')] : undefined;
  if (screen === undefined) return next();
  const query = req.originalUrl.indexOf('?');
  res.redirect(302, query === -1 ? screen : screen + req.originalUrl.slice(query));
};
