import { Drawer } from 'antd';
import { Suspense, useEffect, useMemo, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { usePortalConfig } from '../../api/config.js';
import { useSettings } from '../../api/hooks.js';
import type { Me } from '../../api/session.js';
import { formatsFor } from '../../components/format.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Logo } from '../../components/Logo.js';
import { PageSkeleton } from '../../components/PageSkeleton.js';
import { AccountContext } from '../account.js';
import { ErrorBoundary } from '../ErrorBoundary.js';
import { PageLoading } from '../PageLoading.js';
import { preloadAll } from '../pages.js';
import { texts } from '../texts.js';
import { Header } from './Header.js';
import { Sidebar } from './Sidebar.js';
import { StatusBanner } from './StatusBanner.js';

const PRELOAD_AFTER_MS = 2_000;

/** The frame of every account page: sidebar, header and, once the account is known, the page itself. */
export const Shell = ({ user }: { readonly user: Me['user'] }) => {
  const { pathname } = useLocation();
  const settings = useSettings();
  const config = usePortalConfig();
  const [isOpen, setIsOpen] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is what closes the drawer
  useEffect(() => setIsOpen(false), [pathname]);

  useEffect(() => {
    const timer = setTimeout(preloadAll, PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);

  const account = settings.state === 'loaded' ? settings.data : null;
  const value = useMemo(() => {
    if (account === null || config === null) return null;
    const place = {
      locale: account.locale,
      country: account.billingAddress.country,
      timeZone: account.timeZone,
    };
    return { user, account, config, formats: formatsFor(place) };
  }, [user, account, config]);

  if (settings.state === 'failed') return <LoadFailure error={settings.error} onRetry={settings.retry} />;
  if (value === null) return <PageLoading />;

  return (
    <AccountContext.Provider value={value}>
      <a className="skip-link" href="#content">
        {texts.skipToContent}
      </a>
      <div className="shell">
        <aside className="sider">
          <div className="sider-logo">
            <Logo />
          </div>
          <Sidebar />
        </aside>
        <Drawer
          open={isOpen}
          onClose={() => setIsOpen(false)}
          placement="left"
          width={280}
          title={<Logo />}
          closable={{ 'aria-label': texts.close }}
          styles={{ body: { padding: '8px 0', display: 'flex', flexDirection: 'column' } }}
        >
          <Sidebar />
        </Drawer>
        <div className="shell-main">
          <Header onOpenNavigation={() => setIsOpen(true)} />
          <main id="content" className="content" tabIndex={-1}>
            <StatusBanner />
            <ErrorBoundary resetKey={pathname}>
              <Suspense fallback={<PageSkeleton />}>
                <Outlet />
              </Suspense>
            </ErrorBoundary>
          </main>
        </div>
      </div>
    </AccountContext.Provider>
  );
};
