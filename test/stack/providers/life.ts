import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type Engine, type Steps } from './engine.ts'

/** How far a program has come: each resource is declared, then changed in place, then changed so that it's replaced. */
export type Phase = 'created' | 'updated' | 'replaced'

export function pick(phase: Phase): <T>(created: T, updated: T, replaced: T) => T {
  return (created, updated, replaced) => ({ created, updated, replaced })[phase]
}

/** One resource of the program, seen from its server. */
export interface Life {
  readonly type: string
  /** What the server itself says, in the terms of this test; undefined where it has nothing. */
  readonly look: () => Promise<unknown>
  readonly created: unknown
  /** Left out where every input replaces. */
  readonly updated?: unknown
  /** Left out where no input replaces. */
  readonly replaced?: unknown
  /** A change by hand on the server, after the update. */
  readonly tamper?: () => Promise<void>
  /** A deletion by hand on the server, after the replacement. Left out for what can't be deleted by itself. */
  readonly erase?: () => Promise<void>
}

export interface Subject {
  readonly provider: string
  /** How the engine is started, where that isn't on the local stack. */
  readonly start?: () => Promise<Engine>
  /** Declares every resource, each under the name that its life has in the table. */
  readonly program: (phase: Phase) => void
  readonly lives: Readonly<Record<string, Life>>
}

/**
 * Takes all resource types of a provider through their life with the real engine on the real server: create → nothing
 * to do → preview → update → tampered with → put back → replace → erased → made again → delete. The server's own state
 * is looked at each time.
 */
export function describeLife({ provider, program, lives, start = startEngine }: Subject): void {
  describe(`the stand-in for ${provider}`, () => {
    let engine: Engine
    const run = (phase: Phase) => async () => program(phase)
    const entries = Object.entries(lives)
    const names = (has: (life: Life) => boolean) => entries.filter(([, life]) => has(life)).map(([name]) => name)
    const changing = names(({ updated }) => updated !== undefined)
    const replacing = names(({ replaced }) => replaced !== undefined)

    const servers = async (): Promise<Record<string, unknown>> =>
      Object.fromEntries(await Promise.all(entries.map(async ([name, { look }]) => [name, await look()] as const)))
    const expected = (of: (life: Life) => unknown) =>
      Object.fromEntries(entries.map(([name, life]) => [name, of(life)]))
    const only = (steps: Steps, subjects: readonly string[]) =>
      Object.fromEntries(subjects.map((name) => [name, steps[name]]))
    const all = (subjects: readonly string[], step: string) => Object.fromEntries(subjects.map((name) => [name, step]))

    beforeAll(async () => {
      engine = await start()
    })
    afterAll(async () => await engine[Symbol.asyncDispose]())

    it('creates what a program declares, and a preview of it creates nothing', async () => {
      expect(only(await engine.preview(run('created')), Object.keys(lives))).toEqual(all(Object.keys(lives), 'create'))
      expect(await servers()).toEqual(expected(() => undefined))
      await engine.up(run('created'))
      expect(await servers()).toEqual(expected(({ created }) => created))
    })

    it('finds nothing to do for the same program, and no drift', async () => {
      expect(differing(await engine.preview(run('created')))).toEqual({})
      expect(differing(await engine.preview(run('created'), { refresh: true }))).toEqual({})
    })

    it('updates in place, and a preview of it changes nothing', async () => {
      expect(only(await engine.preview(run('updated')), changing)).toEqual(all(changing, 'update'))
      expect(await servers()).toEqual(expected(({ created }) => created))
      expect(only(await engine.up(run('updated')), changing)).toEqual(all(changing, 'update'))
      expect(await servers()).toEqual(expected(({ created, updated }) => updated ?? created))
    })

    it('finds what was changed by hand and puts it back', async () => {
      const tampered = names(({ tamper }) => tamper !== undefined)
      for (const name of tampered) await lives[name]?.tamper?.()
      expect(only(await engine.refresh(), tampered)).toEqual(all(tampered, 'update'))
      await engine.up(run('updated'))
      expect(await servers()).toEqual(expected(({ created, updated }) => updated ?? created))
      expect(differing(await engine.preview(run('updated'), { refresh: true }))).toEqual({})
    })

    it('replaces where the official provider replaces', async () => {
      expect(only(await engine.preview(run('replaced')), replacing)).toEqual(all(replacing, 'replace'))
      expect(only(await engine.up(run('replaced')), replacing)).toEqual(all(replacing, 'replace'))
      expect(await servers()).toEqual(expected(({ created, updated, replaced }) => replaced ?? updated ?? created))
      expect(differing(await engine.preview(run('replaced'), { refresh: true }))).toEqual({})
    })

    it('finds what was deleted by hand and makes it again', async () => {
      const erased = names(({ erase }) => erase !== undefined)
      for (const name of erased) await lives[name]?.erase?.()
      expect(only(await engine.refresh(), erased)).toEqual(all(erased, 'delete'))
      await engine.up(run('replaced'))
      expect(await servers()).toEqual(expected(({ created, updated, replaced }) => replaced ?? updated ?? created))
    })

    it('deletes all of it', async () => {
      await engine.destroy()
      expect(await servers()).toEqual(expected(() => undefined))
    })
  })
}

/** Everything that a run would do or did, but for looking. */
function differing(steps: Steps): Steps {
  return Object.fromEntries(Object.entries(steps).filter(([, step]) => !['same', 'refresh', 'read'].includes(step)))
}
