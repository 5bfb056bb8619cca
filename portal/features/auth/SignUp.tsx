import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { session } from '../../api/session.js';
import { AuthPage } from './AuthPage.js';
import { texts } from './auth.texts.js';
import { authError } from './authError.js';
import { EmailField, NewPasswordField } from './fields.js';
import { useAuthForm } from './useAuthForm.js';

interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const SignUp = () => {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { form, isSending, refusal, submit } = useAuthForm<NewPerson>(async ({ name, email, password }) => {
    await session.signUp(name.trim(), email.trim(), password);
    setSentTo(email.trim());
  });

  if (sentTo !== null) {
    return (
      <AuthPage
        title={texts.signUp.done}
        lead={texts.signUp.doneBody(sentTo)}
        footer={<Link to="/sign-in">{texts.backToSignIn}</Link>}
      />
    );
  }
  return (
    <AuthPage
      title={texts.signUp.title}
      footer={
        <>
          {texts.signUp.haveAccount} <Link to="/sign-in">{texts.signUp.signIn}</Link>
        </>
      }
    >
      {refusal === null ? null : (
        <Alert className="banner" type="error" showIcon message={authError(refusal)} />
      )}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <Form.Item
          name="name"
          label={texts.name}
          rules={[{ required: true, whitespace: true, message: texts.required }]}
        >
          <Input autoComplete="name" size="large" maxLength={100} autoFocus />
        </Form.Item>
        <EmailField />
        <NewPasswordField name="password" label={texts.password} />
        <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
          {texts.signUp.submit}
        </Button>
      </Form>
    </AuthPage>
  );
};
