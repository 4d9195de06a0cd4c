import { describe, expect, it } from 'vitest'
import { help, readArguments } from '../../infra/local/arguments.ts'
import { defaultPorts, parts } from '../../infra/local/parts.ts'
import { explain } from '../../infra/local/problem.ts'

describe('the command line', () => {
  it('starts on the default ports when nothing is given', () => {
    expect(readArguments([], {})).toEqual({ help: false, smoke: false, reset: false, yes: false, ports: defaultPorts })
  })

  it('puts --ports over GATEHOUSE_PORTS', () => {
    const { ports } = readArguments(['--ports', 'gateway=8090'], { GATEHOUSE_PORTS: 'gateway=1,minio=9100' })
    expect(ports).toEqual({ ...defaultPorts, gateway: 8090, minio: 9100 })
  })

  it.each([
    ['an unknown argument', ['--resett'], {}, ['--resett', '--help']],
    ['mistakes in both places', ['--ports', 'x=1'], { GATEHOUSE_PORTS: 'y=2' }, ['"x"', '"y"', 'GATEHOUSE_PORTS']],
    ['--reset together with --smoke', ['--reset', '--smoke'], {}, ['exclude each other']],
  ])('refuses %s', (_name, argv, env, texts) => {
    let told = ''
    try {
      readArguments(argv, env)
    } catch (error) {
      told = explain(error)
    }
    for (const text of texts) expect(told).toContain(text)
  })

  it('documents every switch, every part and its port', () => {
    for (const text of ['--smoke', '--reset', '--yes', '--ports', ...parts]) expect(help).toContain(text)
    for (const port of Object.values(defaultPorts)) expect(help).toContain(String(port))
  })
})
