const maximumLength = 2_048
/** Coming back to one of these would begin or end a session again. */
const notTo = /^\/(?:login|logout|callback)(?:[/?]|$)/
// oxlint-disable-next-line no-control-regex -- browsers drop tabs and line ends inside URLs, so `/\t/evil` is `//evil`
const deceptive = /[\u0000-\u0020\u007f\\]/

/**
 * Where to go after the sign-in: a path on our own origin, or the front page for anything else. Browsers read
 * backslashes, tabs and doubled slashes in their own ways (CVE-2021-21291), so none of these passes.
 */
export function safeReturnPath(candidate: string | null | undefined, publicUrl: string): string {
  if (candidate === null || candidate === undefined || candidate.length > maximumLength) return '/'
  if (!/^\/(?![/\\])/.test(candidate) || deceptive.test(candidate)) return '/'
  const url = URL.parse(candidate, publicUrl)
  if (url === null || url.origin !== publicUrl || url.username !== '') return '/'
  const path = url.pathname + url.search
  return path.startsWith('//') || notTo.test(path) ? '/' : path
}
