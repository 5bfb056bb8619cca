import { Alert, Button, Form } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { safeReturn } from '../../api/paths.js';
import { session } from '../../api/session.js';
import { AuthPage } from './AuthPage.js';
import { texts } from './auth.texts.js';
import { authError } from './authError.js';
import { EmailField, PasswordField } from './fields.js';
import { useAuthForm } from './useAuthForm.js';

interface Credentials {
  readonly email: string;
  readonly password: string;
}

const PREFETCH_AFTER_MS = 1_500;

const Unverified = ({ email }: { readonly email: string }) => {
  const [isSent, setIsSent] = useState(false);
  if (isSent) return <>{texts.signIn.sent}</>;
  return (
    <Button
      size="small"
      onClick={() => void session.sendVerificationEmail(email).then(() => setIsSent(true))}
    >
      {texts.signIn.sendAgain}
    </Button>
  );
};

export const SignIn = () => {
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const { form, isSending, refusal, submit } = useAuthForm<Credentials>(async ({ email, password }) => {
    await session.signIn(email.trim(), password);
    await navigate(safeReturn(query.get('to')), { replace: true });
  });

  // While the password is typed, the account's pages come along.
  useEffect(() => {
    const timer = setTimeout(
      () => void import('../../app/AccountApp.js').catch(() => undefined),
      PREFETCH_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, []);

  const notice = query.has('expired') ? texts.signIn.expired : query.has('reset') ? texts.signIn.reset : null;
  return (
    <AuthPage
      title={texts.signIn.title}
      footer={
        <>
          {texts.signIn.noAccount} <Link to="/sign-up">{texts.signIn.create}</Link>
        </>
      }
    >
      {notice === null || refusal !== null ? null : (
        <Alert className="banner" type="info" showIcon message={notice} />
      )}
      {refusal === null ? null : (
        <Alert
          className="banner"
          type="error"
          showIcon
          message={authError(refusal)}
          description={
            refusal.code === 'email_not_verified' ? (
              <Unverified email={String(form.getFieldValue('email'))} />
            ) : null
          }
        />
      )}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <EmailField autoFocus />
        <PasswordField />
        <p className="auth-forgot">
          <Link to="/forgot-password">{texts.signIn.forgot}</Link>
        </p>
        <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
          {texts.signIn.submit}
        </Button>
      </Form>
    </AuthPage>
  );
};
