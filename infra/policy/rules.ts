import { identityRules } from './identity-rules.ts'
import type { Rule } from './rule.ts'
import { storageRules } from './storage-rules.ts'
import { workloadRules } from './workload-rules.ts'

/** Every rule of the policy pack. The tests hold all example stacks to the same list. */
export const rules: readonly Rule[] = [...identityRules, ...storageRules, ...workloadRules]
