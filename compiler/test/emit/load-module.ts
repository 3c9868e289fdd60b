/** Evaluates generated JavaScript the way a host does: as an ES module that imports nothing. */
export async function loadModule(text: string): Promise<Record<string, unknown>> {
  return import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`) as Promise<
    Record<string, unknown>
  >
}

export type AnyFunction = (...values: readonly unknown[]) => unknown

export function functionIn(container: unknown, name: string): AnyFunction {
  const found = Object.getOwnPropertyDescriptor(container, name)?.value
  if (typeof found !== 'function') throw new Error(`no function ${name}`)
  return found as AnyFunction
}
