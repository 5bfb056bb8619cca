// The pages before the door: each form posts to /v1/staff/auth and says in words what came back.
const AUTH = '/v1/staff/auth';

const WORDS = {
  invalid_email_or_password: 'The e-mail or the password is wrong.',
  email_not_verified: 'This address has not been confirmed yet.',
  invalid_code: 'The code is wrong or was used before.',
  invalid_backup_code: 'The backup code is wrong or was used before.',
  invalid_two_factor_cookie: 'That took too long. Sign in with your password again.',
  invalid_token: 'This link is not valid any more. Ask for a new one.',
  token_expired: 'This link is too old. Ask for a new one.',
};

const forms = new Map(
  [...document.querySelectorAll('form[data-step]')].map((form) => [form.dataset.step, form]),
);

async function post(path, body) {
  let response;
  try {
    response = await fetch(AUTH + path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Problem({ detail: 'The server cannot be reached. Check your connection and try again.' });
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Problem(answer ?? {}, response.headers.get('retry-after'));
  return answer ?? {};
}

class Problem extends Error {
  constructor(body, retryAfter) {
    super(wordsFor(body, retryAfter));
    this.code = body.code ?? null;
    this.fields = body.errors ?? {};
  }
}

function wordsFor(body, retryAfter) {
  if (body.code === 'rate_limited') {
    const minutes = Math.max(1, Math.ceil(Number(retryAfter ?? 60) / 60));
    return `Too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
  }
  return WORDS[body.code] ?? body.detail ?? 'Something went wrong on our side. Please try again.';
}

function show(step) {
  for (const [name, form] of forms) form.hidden = name !== step;
  const form = forms.get(step);
  clear(form);
  form.querySelector('input')?.focus();
}

function clear(form) {
  const alert = form.querySelector('.alert');
  alert.hidden = true;
  for (const input of form.querySelectorAll('input')) {
    input.removeAttribute('aria-invalid');
    const note = document.getElementById(`${input.id}-note`);
    if (note?.classList.contains('wrong')) {
      note.classList.remove('wrong');
      note.textContent = note.dataset.help ?? '';
    }
  }
}

function mark(input, message) {
  input.setAttribute('aria-invalid', 'true');
  const note = document.getElementById(`${input.id}-note`);
  if (!note.classList.contains('wrong')) note.dataset.help = note.textContent;
  note.classList.add('wrong');
  note.textContent = message;
}

function complain(form, problem) {
  const alert = form.querySelector('.alert');
  alert.textContent = problem.message;
  alert.hidden = false;
  for (const [name, messages] of Object.entries(problem.fields ?? {})) {
    const input = form.elements[name];
    if (input) mark(input, messages[0]);
  }
}

/** What a person left out is said before anything is sent. */
function isComplete(form) {
  const wrong = [...form.querySelectorAll('input')].filter((input) => !input.checkValidity());
  for (const input of wrong) {
    mark(
      input,
      input.validity.valueMissing
        ? 'Required'
        : input.validity.patternMismatch
          ? 'Six digits'
          : input.validationMessage,
    );
  }
  wrong[0]?.focus();
  return wrong.length === 0;
}

const go = (form) => location.assign(form.dataset.next || '/admin');
const value = (form, name) => form.elements[name].value;

const STEPS = {
  async password(form) {
    const answer = await post('/sign-in/email', {
      email: value(form, 'email').trim(),
      password: value(form, 'password'),
    });
    if (answer.twoFactorRedirect) return show('totp');
    if (answer.twoFactorEnrolmentRequired) return location.assign('/admin/two-factor-setup');
    go(form);
  },
  async totp(form) {
    await post('/two-factor/verify-totp', { code: value(form, 'code') });
    go(form);
  },
  async backup(form) {
    await post('/two-factor/verify-backup-code', { code: value(form, 'backup').trim() });
    go(form);
  },
  async forgot(form) {
    await post('/request-password-reset', { email: value(form, 'email').trim() });
    say(form, 'If the address is known, a mail with the link is on its way.');
  },
  async reset(form) {
    const token = new URLSearchParams(location.search).get('token') ?? '';
    await post('/reset-password', { token, newPassword: value(form, 'newPassword') });
    say(form, 'The new password is saved. You can sign in with it now.');
  },
  async enrol(form) {
    const { totpURI, backupCodes } = await post('/two-factor/enable', {
      password: value(form, 'password'),
      invitationCode: value(form, 'invitationCode').trim(),
    });
    const next = forms.get('enrol-verify');
    next.querySelector('[data-secret]').textContent = (new URL(totpURI).searchParams.get('secret') ?? '')
      .replace(/(.{4})/g, '$1 ')
      .trim();
    next.querySelector('[data-otpauth]').href = totpURI;
    next
      .querySelector('[data-codes]')
      .replaceChildren(
        ...backupCodes.map((code) => Object.assign(document.createElement('li'), { textContent: code })),
      );
    show('enrol-verify');
  },
  async 'enrol-verify'(form) {
    await post('/two-factor/verify-totp', { code: value(form, 'code') });
    go(form);
  },
};

function say(form, message) {
  const done = form.querySelector('.done');
  done.textContent = message;
  done.hidden = false;
  for (const part of form.querySelectorAll('.field, .lead, button[type=submit]')) part.hidden = true;
}

for (const [step, form] of forms) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clear(form);
    if (!isComplete(form)) return;
    const button = form.querySelector('button[type=submit]');
    button.disabled = true;
    try {
      await STEPS[step](form);
    } catch (problem) {
      complain(form, problem);
      if (problem.code === 'invalid_two_factor_cookie') show('password');
    } finally {
      button.disabled = false;
    }
  });
}

for (const button of document.querySelectorAll('[data-show]')) {
  button.addEventListener('click', () => show(button.dataset.show));
}
