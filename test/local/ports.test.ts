import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { defaultPorts } from '../../infra/local/parts.ts'
import { freePorts, parsePorts, takenPorts } from '../../infra/local/ports.ts'

describe('reading --ports', () => {
  it('lays the given ports over the defaults', () => {
    expect(parsePorts('gateway=8090, minio=9100', '--ports')).toEqual({
      ports: { ...defaultPorts, gateway: 8090, minio: 9100 },
      problems: [],
    })
  })

  it.each([
    ['an unknown part', 'proxy=1', 'there is no part "proxy"'],
    ['a port that is no number', 'gateway=http', '"http" is not a port'],
    ['a port that is too high', 'gateway=65536', '"65536" is not a port'],
    ['port 0', 'gateway=0', '"0" is not a port'],
    ['a part without a port', 'gateway', '"" is not a port'],
    ['two parts on one port', 'gateway=7000,minio=7000', 'minio and gateway both have port 7000'],
  ])('refuses %s', (_name, text, outcome) => {
    const { problems } = parsePorts(text, '--ports')
    expect(problems.map((problem) => problem.outcome)).toEqual([expect.stringContaining(outcome)])
  })

  it('tells all mistakes at once', () => {
    expect(parsePorts('a=1,b=2,gateway=x', '--ports').problems).toHaveLength(3)
  })
})

describe('checking ports', () => {
  it('names the port, the part and how to change it for every port that is taken', async () => {
    const ports = await freePorts()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(ports.keycloak, '127.0.0.1', () => resolve()))
    try {
      const [problem, ...others] = await takenPorts(ports)
      expect(others).toEqual([])
      expect(problem?.tried).toBe(`port ${ports.keycloak} for keycloak`)
      expect(problem?.outcome).toContain('EADDRINUSE')
      expect(problem?.remedy).toContain('--ports keycloak=')
    } finally {
      server.close()
    }
  })

  it('finds five different free ports', async () => {
    const ports = await freePorts()
    expect(new Set(Object.values(ports)).size).toBe(5)
    expect(await takenPorts(ports)).toEqual([])
  })
})
