import { html } from 'hono/html'
import type { Entry } from '../authorization/decide.ts'
import type { Principal } from '../identity/principal.ts'
import { roleInWords } from './error-pages.ts'
import { signInLink, signOutForm, who, type Page, type RenderPage } from './layout.ts'

/** `/oidc/ui/`: who am I. */
export function accountPage(render: RenderPage, principal: Principal, entry: Entry): Promise<Page> {
  const groups = principal.groups.map((group) => html`<li><code>${group}</code></li>`)
  return render({
    title: 'Your account',
    body: html`<dl>
        <dt>Signed in as</dt>
        <dd>${who(principal)}</dd>
        <dt>Access</dt>
        <dd>${roleInWords(principal, entry)}</dd>
        <dt>Groups</dt>
        <dd>
          ${
            groups.length === 0
              ? 'none'
              : html`<ul class="groups">
                  ${groups}
                </ul>`
          }
        </dd>
      </dl>
      <p><a href="/">Go to MLflow</a></p>
      ${signOutForm()}`,
  })
}

/** `GET /logout`: asks, because a link on another site must not sign anybody out. */
export function signOutPage(render: RenderPage, principal: Principal | undefined, providerName: string): Promise<Page> {
  if (principal === undefined) return signedOutPage(render, providerName)
  return render({
    title: 'Sign out?',
    body: html`<p>You are signed in as ${who(principal)}.</p>
      ${signOutForm()}
      <p><a href="/">Stay signed in</a></p>`,
  })
}

/** `/oidc/signed-out`: that it worked is said (ASVS 7.4.4). */
export function signedOutPage(render: RenderPage, providerName: string): Promise<Page> {
  return render({
    title: 'You are signed out',
    body: html`<p>Your session here has ended.</p>
      <p>${signInLink(providerName)}</p>`,
  })
}
