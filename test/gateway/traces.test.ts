import { request as nodeRequest } from 'node:http'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startWorld, type World } from '../support/gateway.ts'
import { rawRequest } from '../support/raw-request.ts'
import { valuesOf } from '../support/upstream.ts'

const maximumBytes = 1_000

let world: World
beforeAll(async () => {
  world = await startWorld({ environment: { GATEWAY_TRACES_MAX_BYTES: String(maximumBytes) } })
})
afterAll(() => world.stop())
afterEach(() => {
  world.upstream.received.length = 0
})

const exportSpans = (headers: Record<string, string> = {}, body = 'spans') =>
  fetch(`${world.traces}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', ...headers },
    body,
  })

describe('an export of traces', () => {
  it('reaches MLflow once and as it is, with the experiment and without any credential', async () => {
    const response = await exportSpans({ 'x-mlflow-experiment-id': '7', 'content-encoding': 'gzip' })
    expect([response.status, await response.text()]).toEqual([200, 'ok'])
    expect(world.upstream.received).toMatchObject([{ method: 'POST', url: '/v1/traces', bytes: 5 }])
    const [received] = world.upstream.received
    if (received === undefined) throw new Error('nothing arrived')
    expect(valuesOf(received, 'x-mlflow-experiment-id')).toEqual(['7'])
    expect(valuesOf(received, 'content-type')).toEqual(['application/x-protobuf'])
    expect(valuesOf(received, 'content-encoding')).toEqual(['gzip'])
    expect(valuesOf(received, 'x-forwarded-for')).toEqual(['127.0.0.1'])
    expect(world.log.at(-1)).toMatchObject({ listener: 'traces', path: '/v1/traces', status: 200, reason: 'traces' })
  })

  it.each([
    'authorization',
    'cookie',
    'x-forwarded-user',
    'x-forwarded-email',
    'x-forwarded-groups',
    'x-forwarded-for',
    'x-remote-user',
    'remote-user',
    'x-mlflow-user',
    'x-mlflow-workspace',
    'x-original-url',
    'x-http-method-override',
  ])('never carries %s on', async (name) => {
    const head = ['POST /v1/traces HTTP/1.1', 'Host: gateway', 'Content-Type: application/x-protobuf']
    const port = world.gateway.ports.traces ?? 0
    const { status } = await rawRequest(port, [...head, 'Content-Length: 5', `${name}: forged`], 'spans')
    expect(status).toBe(200)
    const [received] = world.upstream.received
    if (received === undefined) throw new Error('nothing arrived')
    expect(valuesOf(received, name)).not.toContain('forged')
  })

  it.each([
    ['of JSON', ['Content-Type: application/json'], 415],
    ['of no type', [], 415],
    ['of a type that only begins alike', ['Content-Type: application/x-protobuf-json'], 415],
    ['with a header spelt with _', ['Content-Type: application/x-protobuf', 'X_MLFLOW_EXPERIMENT_ID: 8'], 400],
    [
      'for two experiments',
      ['Content-Type: application/x-protobuf', 'X-MLflow-Experiment-Id: 7', 'X-MLflow-Experiment-Id: 8'],
      400,
    ],
    ['of two types', ['Content-Type: application/x-protobuf', 'Content-Type: application/json'], 400],
  ])('%s is refused', async (_name, headers, status) => {
    const head = ['POST /v1/traces HTTP/1.1', 'Host: gateway', 'Content-Length: 5', ...headers]
    const answer = await rawRequest(world.gateway.ports.traces ?? 0, head, 'spans')
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toMatchObject({ error_code: 'BAD_REQUEST' })
    expect(world.upstream.received).toEqual([])
  })
})

describe('a limit of bytes', () => {
  it('lets through what just fits', async () => {
    expect((await exportSpans({}, 'x'.repeat(maximumBytes))).status).toBe(200)
    expect(world.upstream.received).toMatchObject([{ bytes: maximumBytes }])
  })

  it('refuses what announces more before it is sent', async () => {
    const outgoing = nodeRequest(`${world.traces}/v1/traces`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-length': String(maximumBytes + 1),
        expect: '100-continue',
      },
    })
    outgoing.flushHeaders()
    const [incoming] = await once(outgoing, 'response')
    expect(incoming.statusCode).toBe(413)
    outgoing.destroy()
    expect(world.upstream.received).toEqual([])
  })

  it('cuts off what turns out to be more, so that MLflow never has a whole request', async () => {
    let broken = false
    world.upstream.behaviour.early = true
    world.upstream.behaviour.answer = (incoming) =>
      void incoming
        .on('error', () => undefined)
        .on('close', () => (broken = !incoming.complete))
        .resume()
    const outgoing = nodeRequest(`${world.traces}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'transfer-encoding': 'chunked' },
    })
    outgoing.write('x'.repeat(maximumBytes))
    await vi.waitUntil(() => world.upstream.received.length === 1)
    outgoing.write('x')
    const [incoming] = await once(outgoing, 'response')
    expect(incoming.statusCode).toBe(413)
    await expect.poll(() => broken).toBe(true)
    outgoing.destroy()
  })
})
