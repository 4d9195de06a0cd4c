/**
 * A provider plugin for the real Pulumi engine, for where the official one can't be downloaded: `main.ts <provider>`
 * prints the port it serves on, as the plugin protocol wants, and lives until the engine ends it.
 */
import { isProviderName, providerNames, servedNamed, versionOf } from './catalogue.ts'
import { serve } from './plugin/serve.ts'

const [name, engine] = process.argv.slice(2)
if (!isProviderName(name)) {
  console.error(`usage: main.ts <${providerNames.join('|')}>`)
  process.exit(2)
}
const version = versionOf(name)
const port = await serve(await servedNamed(name), {
  version,
  engine,
})
// The engine holds the other end for as long as it lives: one that is killed takes its plugins with it.
process.stdin.resume().on('end', () => process.exit(0))
console.log(port)
