import { Alert, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { type ApiError, asApiError } from '../../api/problem.js';
import { session } from '../../api/session.js';
import { AuthPage } from './AuthPage.js';
import { texts } from './auth.texts.js';
import { authError } from './authError.js';

type State = 'working' | 'done' | 'broken' | ApiError;

export const VerifyEmail = () => {
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const token = query.get('token');
  const [state, setState] = useState<State>(token === null ? 'broken' : 'working');
  const isSent = useRef(false);

  useEffect(() => {
    // A token is good once: React's double effect in development must not spend it twice.
    if (token === null || isSent.current) return;
    isSent.current = true;
    session.verifyEmail(token).then(
      () => setState('done'),
      (thrown: unknown) => {
        const error = asApiError(thrown);
        setState(error.code === 'invalid_token' || error.code === 'token_expired' ? 'broken' : error);
      },
    );
  }, [token]);

  if (state === 'working') return <AuthPage title={texts.verify.working} />;
  if (state === 'done') {
    return (
      <AuthPage title={texts.verify.done} lead={texts.verify.doneBody}>
        <Button type="primary" size="large" block onClick={() => void navigate('/sign-in')}>
          {texts.verify.signIn}
        </Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage
      title={texts.verify.broken}
      lead={texts.verify.brokenBody}
      footer={<Link to="/sign-in">{texts.backToSignIn}</Link>}
    >
      {state === 'broken' ? null : <Alert type="error" showIcon message={authError(state)} />}
    </AuthPage>
  );
};
