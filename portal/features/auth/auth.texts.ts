export const texts = {
  email: 'E-mail',
  password: 'Password',
  newPassword: 'New password',
  name: 'Your name',
  passwordHint: 'At least 8 characters. A few words that only you would put together work well.',
  required: 'Required',
  notAnEmail: 'This is not an e-mail address',
  tooShort: 'At least 8 characters',
  tooLong: 'At most 128 characters',
  backToSignIn: 'Back to sign in',
  pitch: {
    title: 'Every credit and every cent, explained.',
    points: [
      'Buy credits by card or bank transfer',
      'See where each credit came from and when it expires',
      'Download every invoice, the day it is issued',
    ],
  },
  signIn: {
    title: 'Sign in',
    submit: 'Sign in',
    forgot: 'Forgot your password?',
    noAccount: 'New here?',
    create: 'Create an account',
    expired: 'Your session has ended. Sign in again and we will take you back to where you were.',
    reset: 'Your password has been changed. Sign in with the new one.',
    wrong: 'The e-mail address or the password is wrong.',
    unverified: 'Confirm your e-mail address first. We sent you a link when you signed up.',
    sendAgain: 'Send the link again',
    sent: 'We have sent the link again. Look in your mailbox.',
  },
  signUp: {
    title: 'Create your account',
    submit: 'Create account',
    haveAccount: 'You have an account?',
    signIn: 'Sign in',
    done: 'Look in your mailbox',
    doneBody: (email: string) =>
      `We have sent a link to ${email}. Open it to confirm your address, then sign in. If nothing comes within a few minutes, look in the spam folder.`,
  },
  forgot: {
    title: 'Choose a new password',
    lead: 'Enter the e-mail address of your account. We send you a link with which you can choose a new password.',
    submit: 'Send the link',
    done: 'Look in your mailbox',
    doneBody: (email: string) =>
      `If there is an account for ${email}, a link is on its way. It is good for one use and a short time.`,
  },
  reset: {
    title: 'Choose a new password',
    submit: 'Save the new password',
    lead: 'All your sessions end, and you sign in with the new password.',
    broken: 'This link does not work',
    brokenBody: 'It may have been used already or be too old. Ask for a new one.',
    again: 'Ask for a new link',
  },
  verify: {
    working: 'Confirming your e-mail address…',
    done: 'Your e-mail address is confirmed',
    doneBody: 'You can sign in now.',
    signIn: 'Sign in',
    broken: 'This link does not work',
    brokenBody: 'It may have been used already or be too old. Sign in, and we offer to send a new one.',
  },
  tooMany: (minutes: number) =>
    minutes <= 1
      ? 'Too many attempts. Try again in a minute.'
      : `Too many attempts. Try again in ${minutes} minutes.`,
} as const;
