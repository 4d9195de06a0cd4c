/** The policy pack: `pulumi preview --policy-pack infra/policy`. A violation stops the update. */
import { PolicyPack } from '@pulumi/policy'
import { rules } from './rules.ts'

new PolicyPack('gatehouse', {
  policies: rules.map(({ name, description, violations }) => ({
    name,
    description,
    enforcementLevel: 'mandatory',
    validateResource: (args, report) => {
      const { type, name: resource, props } = args
      for (const violation of violations({ type, name: resource, inputs: props })) report(`${resource}: ${violation}`)
    },
  })),
})
