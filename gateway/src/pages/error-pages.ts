import { html } from 'hono/html'
import { roleOf, type Entry } from '../authorization/decide.ts'
import { errors, type ErrorCode } from '../errors.ts'
import type { Principal } from '../identity/principal.ts'
import { signInLink, signOutForm, who, type Markup, type Page, type RenderPage } from './layout.ts'

export interface ErrorPages {
  render(code: ErrorCode, context: Readonly<{ requestId: string; principal: Principal | undefined }>): Promise<Page>
}

const loginErrors = new Set<ErrorCode>(['GW_LOGIN_FAILED', 'GW_LOGIN_FLOW_UNKNOWN', 'GW_ISSUER_UNREACHABLE'])

/** The pages for what went wrong, each with a way on and the request id to ask with. */
export function createErrorPages(render: RenderPage, entry: Entry, providerName: string): ErrorPages {
  return {
    render(code, { requestId, principal }) {
      const { status, title } = errors[code]
      const body =
        code === 'GW_GROUP_MISSING' && principal !== undefined ? refusal(principal, entry) : plain(code, providerName)
      return render({ status, title, body: html`${body}${footer(requestId)}` })
    },
  }
}

/** Exactly the groups of which one is needed: what somebody has to ask their administrator for. */
function refusal(principal: Principal, entry: Entry): Markup {
  const groups = [...new Set([...entry.users, ...entry.administrators])]
  return html`<p>
      You are signed in as ${who(principal)}, but your account is in none of the groups that may use MLflow.
    </p>
    <p>
      Ask for membership in ${groups.length === 1 ? 'this group' : 'one of these groups'}, then sign out and in again:
    </p>
    <ul class="groups">
      ${groups.map((group) => html`<li><code>${group}</code></li>`)}
    </ul>
    ${signOutForm()}`
}

function plain(code: ErrorCode, providerName: string): Markup {
  const way = loginErrors.has(code) ? signInLink(providerName) : html`<a href="/">Go to MLflow</a>`
  return html`<p>${errors[code].remedy}</p>
    <p>${way}</p>`
}

function footer(requestId: string): Markup {
  return html`<p class="fine">Request <code>${requestId}</code></p>`
}

/** What the groups of somebody make them here, in words. */
export function roleInWords(principal: Principal, entry: Entry): string {
  const role = roleOf(principal.groups, entry)
  return role === undefined
    ? 'No access: in none of the groups that may use MLflow'
    : role === 'user'
      ? 'User'
      : 'Administrator'
}
