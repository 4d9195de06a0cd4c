/**
 * Makes the one file that the image runs, and the licences of what is in it:
 *
 *   node gateway/bundle.ts [folder]     writes <folder>/gateway.mjs and <folder>/LICENSES.txt; the default is dist/
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'

const root = path.resolve(fileURLToPath(import.meta.url), '../..')

/** Modules that read a file of the sources when they are loaded. What they found here is all that the bundle needs. */
const constantModules = /gateway\/src\/(?:version|pages\/assets)\.ts$/

/** Runs a module now and puts what it exports into the bundle, so that nothing is read there. */
const constants: Plugin = {
  name: 'constants',
  setup(builder) {
    builder.onLoad({ filter: constantModules }, async ({ path: file }) => {
      const exported: Record<string, unknown> = await import(pathToFileURL(file).href)
      const lines = Object.entries(exported).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
      return { contents: lines.join('\n'), loader: 'js' }
    })
  },
}

/** Packages in CommonJS ask for Node's own modules by `require`, which a module does not have. */
const requireForPackages =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);"

/** Writes the bundle and the licences into the folder. */
export async function bundle(folder: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['gateway/src/main.ts'],
    outfile: path.join(folder, 'gateway.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Optional parts of pg that ask for a native client; it does without.
    external: ['pg-native'],
    banner: { js: requireForPackages },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    plugins: [constants],
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'LICENSES.txt'), licences(metafile))
}

/** Our licence, then that of each package with a file in the bundle. */
function licences({ inputs }: Metafile): string {
  const packages = new Set<string>()
  for (const file of Object.keys(inputs)) {
    const name = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]
    if (name !== undefined) packages.add(name)
  }
  const texts = [...packages]
    .toSorted()
    .map((folder) => `${folder.replace(/^node_modules\//, '')}\n\n${licenceIn(folder)}`)
  return [readFileSync(path.join(root, 'LICENSE'), 'utf8'), ...texts].join(`\n${'-'.repeat(80)}\n\n`)
}

function licenceIn(folder: string): string {
  const file = readdirSync(path.join(root, folder)).find((name) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(name))
  if (file !== undefined) return readFileSync(path.join(root, folder, file), 'utf8')
  const { license }: { license?: unknown } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'))
  if (typeof license !== 'string')
    throw new Error(`${folder} has no licence, neither as a file nor in its package.json`)
  return `Licence: ${license}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await bundle(path.resolve(process.argv[2] ?? path.join(root, 'dist')))
