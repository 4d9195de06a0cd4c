import { readFileSync } from 'node:fs'
import { iconPath, stylesheetPath } from './asset-paths.ts'

export type Asset = Readonly<{ path: string; type: string; content: string }>

const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

/** The files of our pages. The bundle holds them as constants (see `gateway/bundle.ts`). */
export const assets: readonly Asset[] = [
  { path: stylesheetPath, type: 'text/css; charset=utf-8', content: textOf('gatehouse.css') },
  { path: iconPath, type: 'image/svg+xml', content: textOf('icon.svg') },
]
