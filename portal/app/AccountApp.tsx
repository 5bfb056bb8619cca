import { Refine } from '@refinedev/core';
import routerProvider from '@refinedev/react-router';
import { App as AntApp } from 'antd';
import { lazy, useMemo } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { accessControlProvider } from '../api/accessControl.js';
import { authProvider } from '../api/authProvider.js';
import { dataProvider } from '../api/dataProvider.js';
import { liveProvider } from '../api/liveProvider.js';
import { HOME } from '../api/paths.js';
import { resourceNames } from '../api/resources.js';
import { AccountGate, type OpenAccount } from './AccountGate.js';
import { NotFound } from './NotFound.js';
import { useNotificationProvider } from './notificationProvider.js';
import { pages, preloadPage } from './pages.js';
import { Shell } from './shell/Shell.js';

const Setup = lazy(async () => ({ default: (await import('../features/account/SetupPage.js')).SetupPage }));
// While the server tells who is asking, the page that was asked for comes along.
preloadPage(window.location.pathname);

const resources = resourceNames.map((name) => ({ name }));

const options = {
  disableTelemetry: true,
  liveMode: 'auto' as const,
  reactQuery: {
    clientConfig: {
      defaultOptions: {
        queries: {
          staleTime: 10_000,
          // A refusal does not get better by asking again; a lost connection may.
          retry: (count: number, error: unknown) =>
            count < 2 && (error as { statusCode?: number }).statusCode === 0,
        },
      },
    },
  },
};

const AccountPages = ({ user, account }: OpenAccount) => {
  const notificationProvider = useNotificationProvider();
  const accessControl = useMemo(() => accessControlProvider(account.role), [account.role]);
  return (
    <Refine
      dataProvider={dataProvider}
      authProvider={authProvider}
      liveProvider={liveProvider}
      accessControlProvider={accessControl}
      notificationProvider={notificationProvider}
      routerProvider={routerProvider}
      resources={resources}
      options={options}
    >
      <Routes>
        <Route element={<Shell user={user} />}>
          <Route index element={<Navigate to={HOME} replace />} />
          {pages.map(({ path, Page }) => (
            <Route key={path} path={path} element={<Page />} />
          ))}
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Refine>
  );
};

/** Everything under `/account`: who is signed in first, then Refine and the pages. */
export const AccountApp = () => (
  <AntApp>
    <AccountGate setup={<Setup />}>{(open) => <AccountPages {...open} />}</AccountGate>
  </AntApp>
);
