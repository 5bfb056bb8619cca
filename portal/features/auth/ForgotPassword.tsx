import { Alert, Button, Form } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { session } from '../../api/session.js';
import { AuthPage } from './AuthPage.js';
import { texts } from './auth.texts.js';
import { authError } from './authError.js';
import { EmailField } from './fields.js';
import { useAuthForm } from './useAuthForm.js';

export const ForgotPassword = () => {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { form, isSending, refusal, submit } = useAuthForm<{ readonly email: string }>(async ({ email }) => {
    await session.requestPasswordReset(email.trim());
    setSentTo(email.trim());
  });
  const footer = <Link to="/sign-in">{texts.backToSignIn}</Link>;

  if (sentTo !== null) {
    return <AuthPage title={texts.forgot.done} lead={texts.forgot.doneBody(sentTo)} footer={footer} />;
  }
  return (
    <AuthPage title={texts.forgot.title} lead={texts.forgot.lead} footer={footer}>
      {refusal === null ? null : (
        <Alert className="banner" type="error" showIcon message={authError(refusal)} />
      )}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <EmailField autoFocus />
        <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
          {texts.forgot.submit}
        </Button>
      </Form>
    </AuthPage>
  );
};
