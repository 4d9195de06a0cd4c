import messages from '@pulumi/pulumi/proto/provider_pb.js'
import type { Change } from '../definition/difference.ts'
import type { Plan } from './lifecycle.ts'

const { Kind } = messages.PropertyDiff
const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges

const kinds = {
  add: { inPlace: Kind.ADD, replacing: Kind.ADD_REPLACE },
  delete: { inPlace: Kind.DELETE, replacing: Kind.DELETE_REPLACE },
  update: { inPlace: Kind.UPDATE, replacing: Kind.UPDATE_REPLACE },
} as const

export function diffResponse({ changes, deleteFirst }: Plan): messages.DiffResponse {
  const response = new messages.DiffResponse()
  response.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
  response.setDiffsList([...new Set(changes.map(topLevel))])
  response.setReplacesList([...new Set(changes.filter(({ replaces }) => replaces).map(topLevel))])
  response.setDeletebeforereplace(deleteFirst && changes.some(({ replaces }) => replaces))
  response.setHasdetaileddiff(true)
  for (const { path, kind, replaces } of changes) {
    const property = new messages.PropertyDiff()
    property.setKind(kinds[kind][replaces ? 'replacing' : 'inPlace'])
    response.getDetaileddiffMap().set(path, property)
  }
  return response
}

function topLevel({ path }: Change): string {
  return path.split(/[.[]/)[0] ?? path
}
