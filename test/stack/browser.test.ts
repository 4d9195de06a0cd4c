import { mkdirSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { clientCredentialsToken } from '../support/client-credentials.ts'

const { publicUrl, outputs, keycloak } = inject('stack')
const passwords = outputs.testUserPasswords
const pictures = new URL('../../.local/pictures/', import.meta.url).pathname

let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  browser = await launchChromium()
})
afterAll(() => browser.close())
beforeEach(async () => {
  context = await browser.newContext()
  page = await context.newPage()
})
afterEach(() => context.close())

const picture = (name: string) => page.screenshot({ path: `${pictures}${name}.png`, fullPage: true })

/** Opens an address of the gateway and signs in on the page that Keycloak shows. */
async function signIn(username: string, address = publicUrl): Promise<void> {
  await page.goto(address)
  await page.waitForURL((url) => url.origin === new URL(keycloak.url).origin)
  await page.fill('#username', username)
  await page.fill('#password', passwords[username] ?? '')
  await page.click('#kc-login')
  await page.waitForURL((url) => url.origin === publicUrl)
}

/** A run that a machine logged through the gateway, as `npm start` proves it; its name is unique to this test run. */
async function runOfAMachine(): Promise<{ experimentId: string; experimentName: string; runName: string }> {
  const token = await clientCredentialsToken(outputs, 'mlflow-ci')
  const call = async (path: string, body: object) => {
    const answer = await fetch(`${publicUrl}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status, path).toBe(200)
    return (await answer.json()) as Record<string, string>
  }
  const unique = crypto.randomUUID().slice(0, 8)
  const experimentName = `browser-${unique}`
  const { experiment_id: experimentId = '' } = await call('experiments/create', { name: experimentName })
  const runName = `run-${unique}`
  await call('runs/create', { experiment_id: experimentId, run_name: runName, start_time: Date.now() })
  return { experimentId, experimentName, runName }
}

describe('a member of a user group', () => {
  it("signs in on Keycloak's page and sees the run of a machine on MLflow's experiments page", async () => {
    const { experimentId, experimentName, runName } = await runOfAMachine()
    await signIn('alice')
    await page.goto(`${publicUrl}/#/experiments`)
    await page.getByText(experimentName).first().waitFor()
    await picture('mlflow-experiments')
    await page.goto(`${publicUrl}/#/experiments/${experimentId}/runs`)
    const run = page.getByRole('link', { name: runName }).first()
    await run.waitFor()
    expect(await run.getAttribute('href')).toContain(`/experiments/${experimentId}/runs/`)
    await picture('mlflow-run')
  })

  it('comes back to the page that was asked for', async () => {
    await signIn('alice', `${publicUrl}/oidc/ui/?from=bookmark`)
    expect(page.url()).toBe(`${publicUrl}/oidc/ui/?from=bookmark`)
    await page.getByText('alice').first().waitFor()
    await picture('who-am-i')
  })

  it('is signed out at the gateway and at Keycloak by one button', async () => {
    await signIn('alice')
    const before = await context.cookies(publicUrl)
    await page.goto(`${publicUrl}/logout`)
    await picture('logout')
    await page.getByRole('button', { name: /sign out/i }).click()
    await page.waitForURL(`${publicUrl}/oidc/signed-out*`)
    await picture('signed-out')

    // The old cookie is worth nothing, even for somebody who kept a copy.
    const cookie = before.map(({ name, value }) => `${name}=${value}`).join('; ')
    const answer = await fetch(`${publicUrl}/api/2.0/mlflow/experiments/search?max_results=1`, { headers: { cookie } })
    expect(answer.status).toBe(401)
    // Keycloak asks for the password again: its own session is over too.
    await page.goto(publicUrl)
    await page.waitForURL((url) => url.origin === new URL(keycloak.url).origin)
    expect(await page.locator('#password').count()).toBe(1)
  })
})

describe('a user in no group', () => {
  it.each([
    ['wide', 'light', 1280],
    ['narrow', 'dark', 360],
  ] as const)('sees which groups would let them in (%s, %s)', async (width, colorScheme, pixels) => {
    await page.setViewportSize({ width: pixels, height: 800 })
    await page.emulateMedia({ colorScheme })
    await signIn('mallory')
    await page.getByText('mlflow-users').waitFor()
    await page.getByText('mlflow-admins').waitFor()
    await picture(`refused-${width}-${colorScheme}`)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow).toBeLessThanOrEqual(0)
    const answer = await context.request.get(`${publicUrl}/api/2.0/mlflow/experiments/search?max_results=1`)
    expect([401, 403]).toContain(answer.status())
  })
})
