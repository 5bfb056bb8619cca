import { Button } from 'antd';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { HOME, signInPath } from '../api/paths.js';
import { type ApiError, asApiError } from '../api/problem.js';
import { type Me, session } from '../api/session.js';
import { Notice } from '../components/Notice.js';
import { PageLoading } from './PageLoading.js';
import { SetupContext } from './setup.js';
import { texts } from './texts.js';

const SETUP = '/account/setup';

export interface OpenAccount {
  readonly user: Me['user'];
  readonly account: NonNullable<Me['account']>;
}

interface GateProps {
  readonly children: (open: OpenAccount) => ReactNode;
  readonly setup: ReactNode;
}

/** Lets signed-in people of an account in; sends strangers to sign in and newcomers to set up their company. */
export const AccountGate = ({ children, setup }: GateProps) => {
  const location = useLocation();
  const [me, setMe] = useState<Me | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);

  const ask = useCallback(async () => {
    setFailure(null);
    try {
      setMe(await session.me());
    } catch (thrown) {
      setFailure(asApiError(thrown));
    }
  }, []);
  useEffect(() => void ask(), [ask]);

  if (failure?.statusCode === 401) {
    return <Navigate to={signInPath(`${location.pathname}${location.search}`, 'needed')} replace />;
  }
  if (failure !== null) {
    return (
      <Notice
        as="main"
        title={texts.failed.title}
        body={failure.message}
        action={
          <Button type="primary" onClick={() => void ask()}>
            {texts.retry}
          </Button>
        }
      />
    );
  }
  if (me === null) return <PageLoading />;

  const isSetup = location.pathname.replace(/\/$/, '') === SETUP;
  if (me.account === null) {
    if (!isSetup) return <Navigate to={SETUP} replace />;
    return <SetupContext.Provider value={{ user: me.user, opened: ask }}>{setup}</SetupContext.Provider>;
  }
  if (isSetup) return <Navigate to={HOME} replace />;
  return children({ user: me.user, account: me.account });
};
