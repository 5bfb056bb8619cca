// The only file that brings AdminJS into the process; it is imported when somebody opens the back office.

import AdminJsExpress from '@adminjs/express';
import AdminJS, { type AdminJSOptions, Router as AdminRouter, ComponentLoader } from 'adminjs';
import type { Router } from 'express';
import { component, loadCatalogue } from './catalogue.js';
import { readDatamodel } from './kit/datamodel.js';
import type { Room } from './kit/ports.js';
import { staffActor } from './kit/staffAction.js';
import { approvalLimitsPage } from './pages/approvalLimits.js';
import { auditPage } from './pages/audit.js';
import { booksPage } from './pages/books.js';
import { moneyOnAccountPage } from './pages/moneyOnAccount.js';
import { numberSeriesPage } from './pages/numberSeries.js';
import { paymentDeskPage } from './pages/paymentDesk.js';
import { paymentMethodsPage } from './pages/paymentMethods.js';
import { dashboardFigures } from './reads/dashboard.reads.js';
import { accounts } from './resources/accounts.js';
import { approvals } from './resources/approvals.js';
import { auditEvents } from './resources/auditEvents.js';
import { creditCosts } from './resources/creditCosts.js';
import { creditEntries } from './resources/creditEntries.js';
import { creditNotes } from './resources/creditNotes.js';
import { disputes } from './resources/disputes.js';
import { emails } from './resources/emails.js';
import { exceptions } from './resources/exceptions.js';
import { invoices } from './resources/invoices.js';
import { journalEntries } from './resources/journalEntries.js';
import { payments } from './resources/payments.js';
import { refunds } from './resources/refunds.js';
import { defineResource } from './resources/resource.js';
import { taxRates } from './resources/taxRates.js';
import { webhookEvents } from './resources/webhookEvents.js';

export interface LoadedAdmin {
  readonly router: Router;
  /** AdminJS' browser files by address. */
  readonly files: Readonly<Record<string, string>>;
  /** Whether AdminJS knows the resource and its action; it answers 500 to what it does not know. */
  knows(resourceId: string, action: string): boolean;
}

/** AdminJS with our resources, pages and components, and its router. Reads nothing from the database yet. */
export function loadAdmin(room: Room): LoadedAdmin {
  const componentLoader = new ComponentLoader();
  loadCatalogue(componentLoader);
  const datamodel = readDatamodel();
  const definitions = [
    accounts,
    creditEntries,
    creditCosts,
    invoices,
    creditNotes,
    payments,
    refunds,
    disputes,
    approvals,
    emails,
    webhookEvents,
    exceptions,
    auditEvents,
    journalEntries,
    taxRates,
  ];
  const options: AdminJSOptions = {
    rootPath: '/admin',
    loginPath: '/admin/sign-in',
    logoutPath: '/admin/sign-out',
    componentLoader,
    branding: { companyName: 'Countinghouse', logo: false, withMadeWithLove: false },
    assets: { styles: ['/admin/static/palette.css', '/admin/static/backoffice.css'] },
    settings: { defaultPerPage: 20 },
    locale: { language: 'en', availableLanguages: ['en'] },
    dashboard: {
      component: component('Dashboard'),
      handler: (_request, _response, { currentAdmin }) => dashboardFigures(room, staffActor(currentAdmin)),
    },
    pages: {
      audit: { component: component('Audit'), handler: auditPage(room) },
      'number-series': { component: component('NumberSeries'), handler: numberSeriesPage(room) },
      books: { component: component('Books'), handler: booksPage(room) },
      'payment-desk': { component: component('PaymentDesk'), handler: paymentDeskPage(room) },
      'money-on-account': { component: component('MoneyOnAccount'), handler: moneyOnAccountPage(room) },
      'payment-methods': { component: component('PaymentMethods'), handler: paymentMethodsPage(room) },
      'approval-limits': { component: component('ApprovalLimits'), handler: approvalLimitsPage(room) },
    },
    resources: definitions.map((define) => defineResource(room, datamodel, define(room))),
  };
  const admin = new AdminJS(options);
  const files = AdminRouter.assets.map(({ path, src }) => [`/admin${path}`, src] as const);
  return {
    router: AdminJsExpress.buildRouter(admin),
    files: Object.fromEntries(files.filter(([path]) => path.endsWith('.js'))),
    knows: (resourceId, action) => {
      const resource = admin.resources.find((candidate) => candidate.decorate().id() === resourceId);
      return resource !== undefined && Object.hasOwn(resource.decorate().actions, action);
    },
  };
}
