const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The frame of every page before the door. Scripts and styles are files of ours: the policy allows nothing inline. */
const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · Countinghouse</title>
<link rel="icon" type="image/svg+xml" href="/admin/static/favicon.svg">
<link rel="stylesheet" href="/admin/static/palette.css">
<link rel="stylesheet" href="/admin/static/sign-in.css">
<script src="/admin/static/sign-in.js" type="module"></script>
</head>
<body>
<main>
<picture class="logo"><source srcset="/admin/static/logo-dark.svg" media="(prefers-color-scheme: dark)"><img src="/admin/static/logo.svg" alt="Countinghouse" width="174" height="32"></picture>
<div class="card">
${body}
</div>
<p class="foot">Back office · for staff only</p>
</main>
</body>
</html>
`;

const alertBox = '<p class="alert" role="alert" hidden></p>';
const noScript = '<noscript><p class="alert">This page needs JavaScript.</p></noscript>';

interface FieldLook {
  readonly name: string;
  readonly label: string;
  readonly type?: string;
  readonly autocomplete: string;
  readonly help?: string;
  readonly more?: string;
}

const field = ({
  name,
  label,
  type = 'text',
  autocomplete,
  help,
  more = '',
}: FieldLook): string => `<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required aria-describedby="${name}-note" ${more}>
<p class="note" id="${name}-note">${help ?? ''}</p>
</div>`;

const code = (label: string, help: string): string =>
  field({
    name: 'code',
    label,
    autocomplete: 'one-time-code',
    help,
    more: 'inputmode="numeric" maxlength="6" pattern="[0-9]{6}"',
  });

export const signInPage = (next: string): string =>
  page(
    'Sign in',
    `<form data-step="password" data-next="${escapeHtml(next)}" novalidate>
<h1>Staff sign-in</h1>
${alertBox}${noScript}
${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', more: 'autofocus' })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
<button type="submit">Sign in</button>
<p class="links"><a href="/admin/forgot-password">Forgot your password?</a></p>
</form>
<form data-step="totp" data-next="${escapeHtml(next)}" novalidate hidden>
<h1>Second step</h1>
${alertBox}
${code('Code', 'Six digits from your authenticator app.')}
<button type="submit">Go on</button>
<p class="links"><button type="button" class="link" data-show="backup">Use a backup code</button></p>
</form>
<form data-step="backup" data-next="${escapeHtml(next)}" novalidate hidden>
<h1>Backup code</h1>
${alertBox}
${field({ name: 'backup', label: 'Backup code', autocomplete: 'off', help: 'Each code is good once.' })}
<button type="submit">Go on</button>
<p class="links"><button type="button" class="link" data-show="totp">Use the authenticator app</button></p>
</form>`,
  );

export const forgotPage = (): string =>
  page(
    'Forgot password',
    `<form data-step="forgot" novalidate>
<h1>Forgot your password?</h1>
<p class="lead">We send a link to choose a new one, if the address is known.</p>
${alertBox}<p class="done" role="status" hidden></p>
${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', more: 'autofocus' })}
<button type="submit">Send the link</button>
<p class="links"><a href="/admin/sign-in">Back to sign-in</a></p>
</form>`,
  );

export const resetPage = (): string =>
  page(
    'New password',
    `<form data-step="reset" novalidate>
<h1>Choose a new password</h1>
${alertBox}<p class="done" role="status" hidden></p>
${field({ name: 'newPassword', label: 'New password', type: 'password', autocomplete: 'new-password', help: 'At least 8 characters. It ends all your sessions.', more: 'autofocus minlength="8" maxlength="128"' })}
<button type="submit">Save password</button>
<p class="links"><a href="/admin/sign-in">Back to sign-in</a></p>
</form>`,
  );

export const twoFactorSetUpPage = (): string =>
  page(
    'Set up the second step',
    `<form data-step="enrol" novalidate>
<h1>Set up the second step</h1>
<p class="lead">Staff sign in with a code from an authenticator app as well. You need the one-time code of your invitation.</p>
${alertBox}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
${field({ name: 'invitationCode', label: 'Invitation code', autocomplete: 'off' })}
<button type="submit">Go on</button>
</form>
<form data-step="enrol-verify" data-next="/admin" novalidate hidden>
<h1>Add it to your app</h1>
${alertBox}
<p class="lead">Enter this key in your authenticator app, or open it there:</p>
<p><code class="secret" data-secret></code></p>
<p class="links"><a data-otpauth href="/admin/two-factor-setup">Open in the authenticator app</a></p>
<h2>Backup codes</h2>
<p class="lead">Keep them where you find them without your phone. Each is good once.</p>
<ul class="codes" data-codes></ul>
${code('Code', 'The six digits that the app shows now.')}
<button type="submit">Finish</button>
</form>`,
  );
