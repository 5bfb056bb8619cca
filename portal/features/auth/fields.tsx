import { Form, Input } from 'antd';
import { texts } from './auth.texts.js';

export const EmailField = ({ autoFocus = false }: { readonly autoFocus?: boolean }) => (
  <Form.Item
    name="email"
    label={texts.email}
    validateTrigger="onBlur"
    rules={[
      { required: true, whitespace: true, message: texts.required },
      { type: 'email', message: texts.notAnEmail },
    ]}
  >
    <Input
      type="email"
      autoComplete="username"
      inputMode="email"
      size="large"
      maxLength={254}
      autoFocus={autoFocus}
    />
  </Form.Item>
);

/** The password somebody has. What is wrong with it is the server's to say. */
export const PasswordField = () => (
  <Form.Item name="password" label={texts.password} rules={[{ required: true, message: texts.required }]}>
    <Input.Password autoComplete="current-password" size="large" />
  </Form.Item>
);

/** A password to be chosen. */
export const NewPasswordField = ({ name, label }: { readonly name: string; readonly label: string }) => (
  <Form.Item
    name={name}
    label={label}
    extra={texts.passwordHint}
    validateTrigger="onBlur"
    rules={[
      { required: true, message: texts.required },
      { min: 8, message: texts.tooShort },
      { max: 128, message: texts.tooLong },
    ]}
  >
    <Input.Password autoComplete="new-password" size="large" />
  </Form.Item>
);
