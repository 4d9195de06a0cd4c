import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { smokeScript } from '../../infra/plan/smoke-script.ts'

const clientSecret = 'p@ss/wörd+%:'
const token = 'the-access-token'
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

type Answer = readonly [status: number, body?: unknown]

/** One server that is issuer and gateway; `change` answers first, where it wants to. */
async function listen(change: (method: string, path: string) => Answer | undefined): Promise<string> {
  const artifacts = new Map<string, string>()
  const answer = (request: IncomingMessage, path: string, body: string): Answer => {
    const changed = change(request.method ?? '', path)
    if (changed !== undefined) return changed
    const { authorization } = request.headers
    if (path === '/health') return [200, 'OK']
    if (path === '/realm/.well-known/openid-configuration') return [200, { token_endpoint: `${url}/realm/token` }]
    if (path === '/realm/token') {
      const [id = '', secret = ''] = Buffer.from((authorization ?? '').slice('Basic '.length), 'base64')
        .toString()
        .split(':')
      const right = decodeURIComponent(id) === 'mlflow-ci' && decodeURIComponent(secret) === clientSecret
      return right && body === 'grant_type=client_credentials' ? [200, { access_token: token }] : [401, {}]
    }
    if (authorization !== `Bearer ${token}`) return path === '/' ? [303] : [401, { error_code: 'UNAUTHENTICATED' }]
    if (path.startsWith('/api/2.0/mlflow-artifacts/')) {
      if (request.method === 'GET') return [200, artifacts.get(path)]
      artifacts.set(path, body)
      return [200, {}]
    }
    if (path.endsWith('/experiments/create')) return [200, { experiment_id: '7' }]
    if (path.endsWith('/runs/create')) return [200, { run: { info: { run_id: 'r1' } } }]
    if (path.endsWith('/runs/get')) return [200, { run: { data: { metrics: [{ key: 'smoke', value: 0.5 }] } } }]
    return [200, {}]
  }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '', 'http://x').pathname
    request.setEncoding('latin1')
    const [status, body = ''] = answer(request, path, await text(request))
    response.writeHead(status, status === 303 ? { location: '/login' } : {})
    response.end(typeof body === 'string' ? Buffer.from(body, 'latin1') : JSON.stringify(body))
  }
  const server = createServer((request, response) => void handle(request, response))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return url
}

const stack = inject('stack')

async function smoke(environment: Record<string, string>) {
  const child = spawn(stack.python, ['-I', '-c', smokeScript], {
    env: {
      PATH: process.env['PATH'],
      PYTHONUTF8: '1',
      OIDC_CLIENT_ID: 'mlflow-ci',
      ...environment,
    },
  })
  const [code, stdout, stderr] = await Promise.all([
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, output: stdout + stderr }
}

async function smokeAgainst(change: (method: string, path: string) => Answer | undefined) {
  const url = await listen(change)
  return smoke({ SMOKE_URL: url, OIDC_DISCOVERY_URL: `${url}/realm`, OIDC_CLIENT_SECRET: clientSecret })
}

describe("the smoke Job's script", () => {
  it('proves the real stack', async () => {
    const { code, output } = await smoke({
      SMOKE_URL: stack.publicUrl,
      OIDC_DISCOVERY_URL: stack.outputs.issuer,
      OIDC_CLIENT_SECRET: stack.outputs.serviceClientSecrets['mlflow-ci'] ?? '',
    })
    expect(output).toContain('PROVED')
    expect(code).toBe(0)
  })

  it('proves any gateway that refuses whom it must and lets a machine write', async () => {
    expect((await smokeAgainst(() => undefined)).code).toBe(0)
  })

  it.each<[string, (method: string, path: string) => Answer | undefined, string]>([
    [
      'lets a script in without a credential',
      (_method, path) => (path.endsWith('/experiments/search') ? [200, {}] : undefined),
      'a script without a credential is refused',
    ],
    [
      'takes traces from anybody',
      (_method, path) => (path === '/v1/traces' ? [200, {}] : undefined),
      'traces without a credential are refused',
    ],
    [
      "shows MLflow's pages to anybody",
      (_method, path) => (path === '/' ? [200, '<html>'] : undefined),
      'a browser without',
    ],
    [
      'knows no token of the issuer',
      (_method, path) => (path.endsWith('/experiments/create') ? [401, {}] : undefined),
      'experiments/create',
    ],
    [
      'loses what is written',
      (_method, path) => (path.endsWith('/runs/get') ? [200, { run: { data: {} } }] : undefined),
      'the metric that was written is read back',
    ],
    [
      'has no bucket behind it',
      (method, path) => (method === 'PUT' && path.includes('mlflow-artifacts') ? [500, {}] : undefined),
      'mlflow-artifacts',
    ],
    [
      'has an issuer that knows no machine',
      (_method, path) => (path === '/realm/token' ? [401, {}] : undefined),
      'gives the machine a token',
    ],
  ])('fails where the gateway %s, and says so', async (_name, change, told) => {
    const { code, output } = await smokeAgainst(change)
    expect(code).toBe(1)
    expect(output).toContain('FAILED')
    expect(output).toContain(told)
  })

  it.each([200, 500])('prints no credential when the issuer answers %i', async (status) => {
    const { output } = await smokeAgainst((_method, path) =>
      status !== 200 && path === '/realm/token' ? [status, {}] : undefined,
    )
    expect(output).not.toContain(clientSecret)
    expect(output).not.toContain(token)
  })
})
