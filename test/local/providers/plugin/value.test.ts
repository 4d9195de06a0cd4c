import struct from 'google-protobuf/google/protobuf/struct_pb.js'
import { describe, expect, it } from 'vitest'
import {
  fromStruct,
  plainObject,
  Secret,
  toStruct,
  UNKNOWN,
  type Values,
} from '../../../../infra/local/providers/plugin/value.ts'

const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET = '1b47061264138c4ac30d75fd1eb44270'
const UNKNOWN_STRING = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

/** As the engine sends it. */
const wire = {
  text: 'a',
  list: [1, true, UNKNOWN_STRING],
  secret: { [SIGNATURE]: SECRET, value: { inner: 'hush' } },
  unknown: UNKNOWN_STRING,
}
const values: Values = { text: 'a', list: [1, true, UNKNOWN], secret: new Secret({ inner: 'hush' }), unknown: UNKNOWN }

describe('property values', () => {
  it('are read from the wire with their marks', () => {
    expect(fromStruct(struct.Struct.fromJavaScript(wire))).toEqual(values)
  })

  it('are written as they were read', () => {
    expect(toStruct(values).toJavaScript()).toEqual(wire)
  })

  it('leave out what is null and what is private to another provider', () => {
    expect(fromStruct(struct.Struct.fromJavaScript({ none: null, __meta: '{}', kept: '' }))).toEqual({ kept: '' })
  })

  it('of kinds that no definition has are refused', () => {
    const asset = { a: { [SIGNATURE]: 'c44067f5952c0a294b673a41bacd8c17', text: 'x' } }
    expect(() => fromStruct(struct.Struct.fromJavaScript(asset))).toThrow('assets and resource references')
  })

  it('go to a server in clear, and never while something is unknown', () => {
    expect(plainObject({ a: new Secret('hush'), b: [new Secret(1)] })).toEqual({ a: 'hush', b: [1] })
    expect(() => plainObject({ a: { b: UNKNOWN } })).toThrow('not known yet')
  })
})
