import { html } from 'hono/html'
import type { Principal } from '../identity/principal.ts'
import { iconPath, stylesheetPath } from './asset-paths.ts'

/** A page of ours, ready to send. */
export type Page = Readonly<{ status: number; policy: string; html: string }>

/** Escaped HTML, as `html` makes it. */
export type Markup = ReturnType<typeof html>

export type PageContent = Readonly<{ status?: number; title: string; body: Markup }>

export type RenderPage = (content: PageContent) => Promise<Page>

/**
 * Wraps content into a page. The policy allows our own stylesheet and our own forms, and nothing else. Chromium applies
 * `form-action` to the redirect after a form as well, so the issuer's logout has to be on it.
 */
export function createLayout(formTargets: readonly string[]): RenderPage {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return async ({ status = 200, title, body }) => ({ status, policy, html: String(await layout(title, body)) })
}

function layout(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · MLflow</title>
        <link rel="stylesheet" href="${stylesheetPath}" />
        <link rel="icon" href="${iconPath}" />
      </head>
      <body>
        <main>
          <p class="product">MLflow</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`
}

/** Who somebody is, as they would call themselves. */
export function who(principal: Principal): Markup {
  return html`<strong>${principal.name}</strong>${principal.email === undefined ? '' : html` (${principal.email})`}`
}

/** Begins a sign-in, with the name under which people know the issuer. */
export function signInLink(providerName: string): Markup {
  return html`<a class="button" href="/login">Sign in with ${providerName}</a>`
}

/** A button, not a link: signing out changes something, so it is a POST. */
export function signOutForm(label = 'Sign out'): Markup {
  return html`<form method="post" action="/logout"><button type="submit">${label}</button></form>`
}
