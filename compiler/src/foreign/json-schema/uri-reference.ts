/** Resolving a reference against a base URI (RFC 3986, section 5.2), for `$id` and `$ref`. Nothing is ever fetched. */

interface UriParts {
  readonly scheme: string | undefined
  readonly authority: string | undefined
  readonly path: string
  readonly query: string | undefined
}

const SHAPE = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?$/

/** Absolute where the base is; without a fragment, which the caller splits off first. */
export function resolveUri(base: string, reference: string): string {
  const target = partsOf(reference)
  if (target.scheme !== undefined) return textOf({ ...target, path: withoutDots(target.path) })
  const from = partsOf(base)
  if (target.authority !== undefined) return textOf({ ...target, scheme: from.scheme, path: withoutDots(target.path) })
  if (target.path === '') return textOf({ ...from, query: target.query ?? from.query })
  const path = target.path.startsWith('/') ? target.path : merged(from, target.path)
  return textOf({ ...from, path: withoutDots(path), query: target.query })
}

/** `a#b` → `['a', 'b']`; no fragment is an empty one. */
export function splitFragment(reference: string): readonly [uri: string, fragment: string] {
  const at = reference.indexOf('#')
  return at === -1 ? [reference, ''] : [reference.slice(0, at), reference.slice(at + 1)]
}

function partsOf(uri: string): UriParts {
  const parts = SHAPE.exec(uri)
  return { scheme: parts?.[1], authority: parts?.[2], path: parts?.[3] ?? uri, query: parts?.[4] }
}

function textOf({ scheme, authority, path, query }: UriParts): string {
  return `${scheme === undefined ? '' : `${scheme}:`}${authority === undefined ? '' : `//${authority}`}${path}${query === undefined ? '' : `?${query}`}`
}

function merged(base: UriParts, path: string): string {
  if (base.authority !== undefined && base.path === '') return `/${path}`
  return base.path.slice(0, base.path.lastIndexOf('/') + 1) + path
}

// Only a path of segments has dots to remove; `urn:…` has none.
function withoutDots(path: string): string {
  if (!path.includes('/')) return path
  const kept: string[] = []
  const segments = path.split('/')
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1
    if (segment === '..' && kept.length > 1) kept.pop()
    if (segment !== '.' && segment !== '..') kept.push(segment)
    else if (isLast) kept.push('')
  })
  return kept.join('/')
}
