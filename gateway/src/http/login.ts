import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import type { Principal } from '../identity/principal.ts'
import type { RelyingParty } from '../identity/relying-party.ts'
import { cookieValues, flowSeconds, type Cookies } from '../session/cookie.ts'
import type { Sealer } from '../session/sealing.ts'
import { hashOwnSecret, hashSecret, newSecret } from '../session/secret.ts'
import type { SecretHash, SessionStore } from '../session/store.ts'

const flowShape = z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string(), returnTo: z.string() })
export const tokensShape = z.object({ idToken: z.string(), refreshToken: z.string().optional() })

export type LoginDependencies = Readonly<{
  relyingParty: RelyingParty
  sessions: SessionStore
  cookies: Cookies
  flowSealer: Sealer
  tokenSealer: Sealer
  now: () => Date
}>

type Step = Readonly<{ location: string; cookies: string[] }>

export interface Login {
  begin(returnTo: string, cookieHeader: string | undefined): Promise<Step>
  /** @throws GatewayError GW_LOGIN_FLOW_UNKNOWN, GW_LOGIN_FAILED or GW_ISSUER_UNREACHABLE; no session then. */
  finish(query: string, cookieHeader: string | undefined): Promise<Step & { principal: Principal }>
}

/** The authorization code flow with PKCE (RFC 9700 §2.1), one row and one cookie for each sign-in under way. */
export function createLogin(dependencies: LoginDependencies): Login {
  const { relyingParty, sessions, cookies, flowSealer, tokenSealer, now } = dependencies

  /** The flow that this browser began with this state; it is used up by the asking. */
  async function takeFlow(state: string, cookieHeader: string | undefined): Promise<z.output<typeof flowShape>> {
    const [secret] = cookieValues(cookieHeader, cookies.flowName(state))
    const id = secret === undefined ? undefined : hashSecret(secret)
    const sealed = id === undefined ? undefined : await sessions.takeFlow(id, now())
    const flow = sealed === undefined || id === undefined ? undefined : flowSealer.open(sealed, id, flowShape)
    if (flow === undefined || flow.state !== state) throw new GatewayError('GW_LOGIN_FLOW_UNKNOWN')
    return flow
  }

  /** A sign-in always gets a new session, and what was there before ends: nobody can plant one (session fixation). */
  async function rotate(cookieHeader: string | undefined): Promise<{ secret: string; id: SecretHash }> {
    for (const old of cookieValues(cookieHeader, cookies.sessionName)) {
      const id = hashSecret(old)
      if (id !== undefined) await sessions.end(id)
    }
    const secret = newSecret()
    return { secret, id: hashOwnSecret(secret) }
  }

  return {
    async begin(returnTo, cookieHeader) {
      const { url, secrets } = await relyingParty.begin()
      const secret = newSecret()
      const id = hashOwnSecret(secret)
      await sessions.beginFlow(
        id,
        flowSealer.seal({ ...secrets, returnTo }, id),
        new Date(now().getTime() + flowSeconds * 1000),
      )
      return {
        location: url.href,
        cookies: [...cookies.clearStaleFlows(cookieHeader), cookies.setFlow(secrets.state, secret)],
      }
    },

    async finish(query, cookieHeader) {
      const states = new URLSearchParams(query).getAll('state')
      const [state] = states
      if (state === undefined || states.length > 1) throw new GatewayError('GW_LOGIN_FLOW_UNKNOWN')
      const flow = await takeFlow(state, cookieHeader)
      const signIn = await relyingParty.finish(query, flow)
      const { secret, id } = await rotate(cookieHeader)
      await sessions.create({
        id,
        principal: signIn.principal,
        sid: signIn.sid,
        sealedTokens: tokenSealer.seal({ idToken: signIn.idToken, refreshToken: signIn.refreshToken }, id),
        createdAt: now(),
      })
      return {
        location: flow.returnTo,
        cookies: [cookies.setSession(secret), cookies.clearFlow(state)],
        principal: signIn.principal,
      }
    },
  }
}
