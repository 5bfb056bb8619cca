import React from 'react';
import { Link, useLocation } from 'react-router-dom';
import { resourceOf, state } from '../kit/admin';
import { signOut } from '../kit/api';
import { Icon, type IconName } from '../kit/icons';
import { wordFor } from '../kit/words';

interface Entry {
  readonly label: string;
  readonly to: string;
  readonly icon: IconName;
  /** Shown only to those who may list this resource. */
  readonly resource?: string;
  /** Shown to this role only. */
  readonly role?: string;
}

const NAVIGATION: readonly { readonly group: string | null; readonly entries: readonly Entry[] }[] = [
  {
    group: null,
    entries: [
      { label: 'Dashboard', to: '/admin', icon: 'home' },
      { label: 'Payment desk', to: '/admin/pages/payment-desk', icon: 'desk', resource: 'payments' },
      { label: 'Accounts', to: '/admin/resources/accounts', icon: 'accounts', resource: 'accounts' },
    ],
  },
  {
    group: 'Billing',
    entries: [
      { label: 'Invoices', to: '/admin/resources/invoices', icon: 'invoices', resource: 'invoices' },
      {
        label: 'Credit notes',
        to: '/admin/resources/credit-notes',
        icon: 'notes',
        resource: 'credit-notes',
      },
      { label: 'Payments', to: '/admin/resources/payments', icon: 'payments', resource: 'payments' },
      { label: 'Refunds', to: '/admin/resources/refunds', icon: 'refunds', resource: 'refunds' },
      { label: 'Disputes', to: '/admin/resources/disputes', icon: 'disputes', resource: 'disputes' },
      {
        label: 'Money on account',
        to: '/admin/pages/money-on-account',
        icon: 'balance',
        resource: 'payments',
      },
      { label: 'Credit costs', to: '/admin/resources/credit-costs', icon: 'costs', resource: 'credit-costs' },
      { label: 'Approvals', to: '/admin/resources/approvals', icon: 'approvals', resource: 'approvals' },
      { label: 'Payment methods', to: '/admin/pages/payment-methods', icon: 'methods' },
      { label: 'Approval limits', to: '/admin/pages/approval-limits', icon: 'limits', role: 'admin' },
    ],
  },
  {
    group: 'Books',
    entries: [
      { label: 'Books', to: '/admin/pages/books', icon: 'books', resource: 'journal-entries' },
      {
        label: 'Journal',
        to: '/admin/resources/journal-entries',
        icon: 'journal',
        resource: 'journal-entries',
      },
      { label: 'Tax rates', to: '/admin/resources/tax-rates', icon: 'tax', resource: 'tax-rates' },
      {
        label: 'Number series',
        to: '/admin/pages/number-series',
        icon: 'numbers',
        resource: 'journal-entries',
      },
      { label: 'Audit', to: '/admin/pages/audit', icon: 'proof', resource: 'audit-events' },
    ],
  },
  {
    group: 'Desk',
    entries: [
      { label: 'E-mails', to: '/admin/resources/emails', icon: 'emails', resource: 'emails' },
      {
        label: 'Webhook events',
        to: '/admin/resources/webhook-events',
        icon: 'webhooks',
        resource: 'webhook-events',
      },
      { label: 'Exceptions', to: '/admin/resources/exceptions', icon: 'exceptions', resource: 'exceptions' },
      { label: 'Audit log', to: '/admin/resources/audit-events', icon: 'audit', resource: 'audit-events' },
    ],
  },
];

const mayList = (id: string | undefined): boolean =>
  id === undefined || (resourceOf(id)?.resourceActions.some((action) => action.name === 'list') ?? false);

/** Sidebar, header and the place of the page. Below 900 px the sidebar opens over the page. */
export const Shell: React.FC<{ children: React.ReactNode }> = ({ children }) => {
  const [isOpen, setOpen] = React.useState(false);
  const { pathname } = useLocation();
  const main = React.useRef<HTMLElement>(null);
  const isFirst = React.useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the address changes
  React.useEffect(() => {
    setOpen(false);
    // A new page starts at its top, for the eye and for the screen reader.
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    if (!isFirst.current) window.scrollTo(0, 0);
    isFirst.current = false;
  }, [pathname]);
  React.useEffect(() => {
    const shut = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false);
    window.addEventListener('keydown', shut);
    return () => window.removeEventListener('keydown', shut);
  }, []);
  return (
    <div className="shell" data-css="app">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="sidebar-and-brand">
        <div className="brand">
          <Link to="/admin" aria-label="Countinghouse, dashboard" className="logo" />
          <button
            type="button"
            className="icon-button menu-button"
            aria-expanded={isOpen}
            aria-controls="navigation"
            aria-label="Menu"
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={isOpen ? 'close' : 'menu'} size={22} />
          </button>
        </div>
        <Navigation isOpen={isOpen} pathname={pathname} />
        <Me isOpen={isOpen} />
      </header>
      <main id="content" ref={main} tabIndex={-1} data-css="app-content">
        {children}
      </main>
    </div>
  );
};

const Navigation: React.FC<{ isOpen: boolean; pathname: string }> = ({ isOpen, pathname }) => {
  const here = pathname.replace(/\/+$/, '');
  const isOn = (to: string) => (to === '/admin' ? here === to : here === to || here.startsWith(`${to}/`));
  return (
    <nav id="navigation" className={isOpen ? 'navigation open' : 'navigation'} aria-label="Main">
      {NAVIGATION.map(({ group, entries }) => (
        <React.Fragment key={group ?? 'top'}>
          {group ? <p className="navigation-group">{group}</p> : null}
          <ul>
            {entries
              .filter(
                (entry) => mayList(entry.resource) && [undefined, state().session.role].includes(entry.role),
              )
              .map((entry) => (
                <li key={entry.to}>
                  <Link to={entry.to} aria-current={isOn(entry.to) ? 'page' : undefined}>
                    <Icon name={entry.icon} />
                    {entry.label}
                  </Link>
                </li>
              ))}
          </ul>
        </React.Fragment>
      ))}
    </nav>
  );
};

const Me: React.FC<{ isOpen: boolean }> = ({ isOpen }) => {
  const { session } = state();
  const [isLeaving, setLeaving] = React.useState(false);
  const leave = async () => {
    setLeaving(true);
    await signOut().finally(() => setLeaving(false));
  };
  return (
    <div className={isOpen ? 'me open' : 'me'} data-css="logged-in">
      <p>
        <strong>{session.title}</strong>
        <span className="soft">{session.email}</span>
        <span className="soft">{wordFor(session.role)}</span>
      </p>
      <button type="button" className="button small" onClick={() => void leave()} disabled={isLeaving}>
        Sign out
      </button>
    </div>
  );
};
