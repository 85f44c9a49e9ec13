// Restores contracts/node_modules (the development chain's node and the contracts' compiler) when the lock file changed.
// Parallel builds meet here: whoever creates the lock works, the others wait for the stamp.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const contracts = join(import.meta.dirname ?? '.', '..', 'contracts')
const modules = join(contracts, 'node_modules')
const stamp = join(modules, '.healthledger-stamp')
// Beside node_modules, not inside: npm ci empties that.
const lock = join(contracts, '.restore.lock')
const wanted = createHash('sha256').update(readFileSync(join(contracts, 'package-lock.json'))).digest('hex')
const patience = 10 * 60_000

// One sentence on standard output is all that this script says: the build shows it as its error.
function fail(sentence) {
  console.log(sentence)
  process.exit(1)
}

const restored = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

// A holder that was killed leaves its lock behind. One that has not written its id yet is given a moment.
function stale() {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    return pid > 0 ? !alive(pid) : Date.now() - statSync(lock).mtimeMs > 5_000
  } catch {
    return false
  }
}

function take() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') fail(`${contracts} cannot be written (${error.code}): give this user the right to.`)
    return false
  }
}

if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node ${process.versions.node} is too old: install Node 20 or later.`)

for (const end = Date.now() + patience; !restored(); await sleep(200)) {
  if (Date.now() > end) fail(`Another build has been restoring contracts/node_modules for ten minutes: end it, remove ${lock} and build again.`)
  if (!take()) {
    if (stale()) rmSync(lock, { force: true })
    continue
  }
  try {
    if (restored()) break
    const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: contracts,
      shell: process.platform === 'win32',
      encoding: 'utf8',
    })
    if (npm.status !== 0) {
      const reason = (npm.stderr || npm.error?.message || '').trim().split('\n')[0]
      rmSync(lock, { force: true })
      fail(`npm ci in contracts/ failed (${reason}): check the network and the npm registry, then build again.`)
    }
    mkdirSync(modules, { recursive: true })
    writeFileSync(stamp, wanted)
  } finally {
    rmSync(lock, { force: true })
  }
}
