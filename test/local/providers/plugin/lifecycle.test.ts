import { describe, expect, it } from 'vitest'
import { resource } from '../../../../infra/local/providers/definition/resource.ts'
import * as lifecycle from '../../../../infra/local/providers/plugin/lifecycle.ts'
import { Secret, UNKNOWN } from '../../../../infra/local/providers/plugin/value.ts'

const server = new Map<string, { text: string; token: string }>()

const thing = resource<typeof server>()({
  type: 'test:index:Thing',
  inputs: {
    name: { type: 'string', required: true, replaces: true },
    text: { type: 'string', required: true },
    token: { type: 'string', computed: true, secret: true },
  },
  outputs: { shout: { type: 'string', changesWith: ['text'] }, id: { type: 'string' } },
  identity: ['name'],
  create: async (things, { name, text, token = 'generated' }) => {
    things.set(name, { text, token })
    return { id: name }
  },
  read: async (things, id) => {
    const found = things.get(id)
    return found === undefined ? undefined : { name: id, ...found, shout: found.text.toUpperCase(), id }
  },
  update: async (things, id, { news }) => void things.set(id, { text: news.text, token: news.token ?? 'lost' }),
  delete: async (things, id) => void things.delete(id),
})

const connect = () => server

describe('the life of a resource', () => {
  it('is planned without a server, outputs unknown', () => {
    expect(lifecycle.plannedCreation(thing, { name: 'a', text: new Secret('x') })).toEqual({
      name: 'a',
      text: new Secret('x'),
      shout: UNKNOWN,
      id: UNKNOWN,
    })
  })

  it('begins with what the server says of it, secrets marked', async () => {
    expect(await lifecycle.create(thing, connect, { name: 'a', text: new Secret('x') })).toEqual({
      id: 'a',
      state: { name: 'a', text: new Secret('x'), token: new Secret('generated'), shout: 'X', id: 'a' },
    })
  })

  it('keeps a value that is left to the server through an update', async () => {
    const olds = { name: 'a', text: 'x', token: new Secret('generated'), shout: 'X', id: 'a' }
    const news = { name: 'a', text: 'y' }
    expect(lifecycle.plannedUpdate(thing, olds, news)).toEqual({ ...olds, text: 'y', shout: UNKNOWN })
    expect(await lifecycle.update(thing, connect, { id: 'a', olds, news })).toEqual({ ...olds, text: 'y', shout: 'Y' })
    expect(server.get('a')).toEqual({ text: 'y', token: 'generated' })
  })

  it('ends in a reading that finds nothing', async () => {
    await lifecycle.remove(thing, connect, 'a', { name: 'a' })
    expect(await lifecycle.read(thing, connect, { id: 'a', inputs: {}, state: { name: 'a' } })).toBeUndefined()
  })

  it('fails where the server has not what was written', async () => {
    const forgetful = { ...thing, create: async () => ({ id: 'b' }) }
    await expect(lifecycle.create(forgetful, connect, { name: 'b', text: 'x' })).rejects.toThrow(
      "the server doesn't have it",
    )
  })
})

describe('a plan', () => {
  const olds = { name: 'a', text: 'x' }

  it('deletes first where the new one would have the name of the old', () => {
    const replacing = { ...thing, inputs: { ...thing.inputs, text: { type: 'string', replaces: true } as const } }
    expect(lifecycle.plan(replacing, olds, { name: 'a', text: 'y' }, [])).toMatchObject({ deleteFirst: true })
    expect(lifecycle.plan(replacing, olds, { name: 'b', text: 'y' }, [])).toMatchObject({ deleteFirst: false })
  })

  it('leaves out what the program ignores', () => {
    expect(lifecycle.plan(thing, olds, { name: 'a', text: 'y' }, ['text']).changes).toEqual([])
  })
})
