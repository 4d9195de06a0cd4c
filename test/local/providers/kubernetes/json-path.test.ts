import { expect, it } from 'vitest'
import { jsonPath } from '../../../../infra/local/providers/kubernetes/json-path.ts'

const object = { status: { applied: true, 'a.b': 1, conditions: [{ type: 'Ready' }, { type: 'Synced' }] } }

it.each([
  ['{.status.applied}', [true]],
  ['{$.status.applied}', [true]],
  ['.status.conditions[1].type', ['Synced']],
  ['{.status.conditions[*].type}', ['Ready', 'Synced']],
  ["{.status['a.b']}", [1]],
  ['{.status["a.b"]}', [1]],
  ['{.status.missing.deeper}', []],
  ['{.status.conditions[7].type}', []],
])('%s finds %j', (path, found) => expect(jsonPath(path)(object)).toEqual(found))

it.each(['{.status.conditions[?(@.type=="Ready")].status}', '{..status}', 'status'])('%s is refused', (path) =>
  expect(() => jsonPath(path)).toThrow('is no JSONPath of the kind'),
)
