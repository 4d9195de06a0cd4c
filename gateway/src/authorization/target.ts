/** A request target that has one reading. `path` is decoded; what is forwarded is the raw target. */
export type Target = Readonly<{ path: string; query: string }>

/** Below these MLflow takes the rest of the path as a file name, in which encoded characters are usual. */
const artifactRoutes =
  /^\/(?:ajax-)?api\/\d\.\d\/mlflow-artifacts\/(?:artifacts|presigned|mpu\/(?:create|complete|abort))\//

/** Deeper nesting of percent-encoding than this has no honest use; MLflow itself decodes until nothing changes. */
const decodingDepth = 8

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const forbiddenBytes = /[\u0000-\u0020\u007f-\uffff#]/
// oxlint-disable-next-line no-control-regex -- as above
const controlOrBackslash = /[\u0000-\u001f\u007f\\]/

/**
 * Reads a raw request target (RFC 9112 §3.2.1), or nothing where MLflow's server might read it otherwise than we do:
 * uvicorn decodes the whole path before it routes, cuts at `#`, accepts the absolute form, and Werkzeug merges slashes.
 */
export function readTarget(raw: string): Target | undefined {
  if (!raw.startsWith('/') || forbiddenBytes.test(raw)) return undefined
  const mark = raw.indexOf('?')
  const rawPath = mark === -1 ? raw : raw.slice(0, mark)
  const query = mark === -1 ? '' : raw.slice(mark + 1)
  if (rawPath.includes('\\')) return undefined

  const artifact = artifactRoutes.exec(rawPath)?.[0]
  const head = artifact ?? rawPath
  // Encoded `/`, `\`, `.`, `%` and NUL change the route after decoding, so outside file names nobody needs them.
  if (/%(?:2f|5c|2e|25|00)/i.test(head)) return undefined
  const decodedHead = decodePercent(head)
  if (decodedHead === undefined || !hasPlainSegments(decodedHead)) return undefined
  if (artifact === undefined) return { path: decodedHead, query }

  const name = decodePercent(rawPath.slice(artifact.length))
  if (name === undefined || !isPlainFileName(name)) return undefined
  return { path: decodedHead + name, query }
}

/** No stage of decoding may turn up a segment that climbs or vanishes (CVE-2023-1177 and its followers). */
function isPlainFileName(name: string): boolean {
  let stage: string | undefined = name
  for (let depth = 0; depth < decodingDepth; depth += 1) {
    if (!hasPlainSegments(`/${stage}`)) return false
    const next: string | undefined = decodePercent(stage)
    // A literal percent sign that is no escape, as in `100%.txt`, ends the decoding.
    if (next === undefined || next === stage) return true
    stage = next
  }
  return false
}

/** A trailing slash is fine; an empty segment elsewhere, `.` and `..` are not. */
function hasPlainSegments(path: string): boolean {
  if (controlOrBackslash.test(path)) return false
  const segments = path.slice(1).split('/')
  return segments.every((segment, index) =>
    segment === '' ? index === segments.length - 1 : segment !== '.' && segment !== '..',
  )
}

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
