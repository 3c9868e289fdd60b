/** Whether a socket can be at a path: the operating system allows few characters. */

/** Its limit, less the terminating zero. */
const MAX_SOCKET_PATH = process.platform === 'linux' ? 107 : 103

export function isSocketPath(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH
}
