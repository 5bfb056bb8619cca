import { Alert, Button, Form } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { session } from '../../api/session.js';
import { AuthPage } from './AuthPage.js';
import { texts } from './auth.texts.js';
import { authError } from './authError.js';
import { NewPasswordField } from './fields.js';
import { useAuthForm } from './useAuthForm.js';

export const ResetPassword = () => {
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const token = query.get('token');
  const { form, isSending, refusal, submit } = useAuthForm<{ readonly newPassword: string }>(
    async ({ newPassword }) => {
      await session.resetPassword(token ?? '', newPassword);
      await navigate('/sign-in?reset=1', { replace: true });
    },
  );
  const footer = <Link to="/sign-in">{texts.backToSignIn}</Link>;

  if (token === null || refusal?.code === 'invalid_token') {
    return (
      <AuthPage title={texts.reset.broken} lead={texts.reset.brokenBody} footer={footer}>
        <Button type="primary" size="large" block onClick={() => void navigate('/forgot-password')}>
          {texts.reset.again}
        </Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={texts.reset.title} lead={texts.reset.lead} footer={footer}>
      {refusal === null ? null : (
        <Alert className="banner" type="error" showIcon message={authError(refusal)} />
      )}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <NewPasswordField name="newPassword" label={texts.newPassword} />
        <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
          {texts.reset.submit}
        </Button>
      </Form>
    </AuthPage>
  );
};
