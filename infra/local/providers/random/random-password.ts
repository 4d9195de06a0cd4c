import { resource } from '../definition/resource.ts'
import { randomText } from './characters.ts'

export const randomPassword = resource<undefined>()({
  type: 'random:index/randomPassword:RandomPassword',
  inputs: {
    length: { type: 'integer', required: true, replaces: true, minimum: 1 },
    lower: { type: 'boolean', default: true, replaces: true },
    upper: { type: 'boolean', default: true, replaces: true },
    numeric: { type: 'boolean', default: true, replaces: true },
    special: { type: 'boolean', default: true, replaces: true },
    minLower: { type: 'integer', default: 0, replaces: true, minimum: 0 },
    minUpper: { type: 'integer', default: 0, replaces: true, minimum: 0 },
    minNumeric: { type: 'integer', default: 0, replaces: true, minimum: 0 },
    minSpecial: { type: 'integer', default: 0, replaces: true, minimum: 0 },
    overrideSpecial: { type: 'string', replaces: true },
    keepers: { type: 'map', replaces: true },
  },
  outputs: { result: { type: 'string', secret: true } },
  identity: [],
  verify({ length, lower, upper, numeric, special, minLower, minUpper, minNumeric, minSpecial }) {
    const least = minLower + minUpper + minNumeric + minSpecial
    if (least > length) return [{ property: 'length', reason: `must be at least the sum of the minimums, ${least}` }]
    if (lower || upper || numeric || special) return []
    return [{ property: 'length', reason: 'one of lower, upper, numeric and special has to be on' }]
  },
  create: async (_, inputs) => ({ id: 'none', outputs: { result: randomText(inputs) } }),
  read: async (_connection, _id, known) => known,
  delete: async () => {},
})
