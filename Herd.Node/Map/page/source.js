// Hears the herd: reads /v1/stream of one node and, when that one is gone, goes on at another where it left off.

const CONNECT_TIMEOUT = 4000
// The stream says something every 15 seconds.
const SILENCE_TIMEOUT = 25000
const NODES_EVERY = 10000
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 5000
const LONGEST_WORK = 12

export class NeedsKey extends Error {}

/** Calls of `listener`: move(feature), leave(feature), gone(feature), begin(), ready(), nodes(answer), heard(node), lost(node, reason), and askKey(isWrong), which promises a key. */
export class Source {
  #listener
  #key
  #nodes = []
  #bases = new Map()
  #cursor
  #wanted
  #current
  #hearing

  constructor (listener, key) {
    this.#listener = listener
    this.#key = key
  }

  /** The name of the node that is heard; undefined: none is. */
  get node () {
    return this.#hearing
  }

  /** Hears this node from now on, if it answers. */
  hear (name) {
    this.#wanted = name
    this.#current?.abort(new Error('another node was chosen'))
  }

  /** Asks the node that is heard, or its page's own. */
  async ask (path, options = {}) {
    const base = this.#bases.get(this.#hearing) ?? location.origin
    const response = await fetch(base + path, {
      signal: AbortSignal.timeout(CONNECT_TIMEOUT),
      ...options,
      headers: { ...this.#authorization(), ...options.headers },
      // Else a browser would ask for a name and password in its own way.
      credentials: 'omit'
    })
    if (!response.ok) throw new Error(await problemOf(response))
    return response
  }

  /** For ever. */
  async run () {
    let pause = FIRST_PAUSE
    for (;;) {
      let heardSome = false
      for (const node of this.#candidates()) {
        try {
          await this.#hear(node)
          heardSome = true
        } catch (fault) {
          if (fault instanceof NeedsKey) {
            this.#key = await this.#listener.askKey(this.#key !== undefined)
            heardSome = true
          } else if (this.#hearing === node.name || this.#current?.heard) {
            heardSome = true
          }
          if (this.#hearing !== undefined) this.#listener.lost(this.#hearing, fault.message)
        }
        this.#current = undefined
        this.#hearing = undefined
        if (heardSome) break
      }
      // Where one was heard, it or another is asked at once.
      if (heardSome) {
        pause = FIRST_PAUSE
      } else {
        this.#listener.lost(undefined, 'no node answers')
        await new Promise(resolve => setTimeout(resolve, pause))
        pause = Math.min(2 * pause, LONGEST_PAUSE)
      }
    }
  }

  /** Where to try: the node that was chosen, the last one heard, all others; at first, the page's own. */
  #candidates () {
    const wanted = this.#wanted
    const all = this.#nodes.flatMap(node => node.bases.map(base => ({ name: node.name, base })))
    const known = all.filter(node => this.#bases.get(node.name) === undefined || this.#bases.get(node.name) === node.base)
    if (known.length === 0) return [{ name: undefined, base: location.origin }]
    const others = known.filter(node => node.name !== wanted)
    // Not everybody goes on at the same node.
    const start = Math.floor(Math.random() * others.length)
    return [...known.filter(node => node.name === wanted), ...others.slice(start), ...others.slice(0, start)]
  }

  /** Until the stream ends, which throws. */
  async #hear ({ name, base }) {
    const abort = new AbortController()
    this.#current = abort
    let timer = setTimeout(() => abort.abort(new Error('no answer')), CONNECT_TIMEOUT)
    const get = path => fetch(base + path, { headers: this.#authorization(), signal: abort.signal, credentials: 'omit', cache: 'no-store' })
    try {
      const nodes = await get('/map/nodes')
      if (nodes.status === 401) throw new NeedsKey()
      if (!nodes.ok) throw new Error(await problemOf(nodes))
      const answer = await nodes.json()
      this.#learn(answer, base)
      const stream = await get('/v1/stream' + (this.#cursor === undefined ? '' : `?after=${encodeURIComponent(this.#cursor)}`))
      if (stream.status === 401) throw new NeedsKey()
      // A cursor that no node takes would keep all of them from being heard.
      if (stream.status === 400) this.#cursor = undefined
      if (!stream.ok) throw new Error(await problemOf(stream))
      abort.heard = true
      this.#hearing = this.#wanted = answer.node
      this.#listener.heard(answer.node)
      if (this.#cursor === undefined) this.#listener.begin()
      const refresh = setInterval(async () => {
        try {
          this.#learn(await (await get('/map/nodes')).json(), base)
        } catch {
          // The stream says whether the node is there.
        }
      }, NODES_EVERY)
      try {
        await this.#read(stream.body.getReader(), () => {
          clearTimeout(timer)
          timer = setTimeout(() => abort.abort(new Error('it says nothing any more')), SILENCE_TIMEOUT)
        })
      } finally {
        clearInterval(refresh)
      }
      throw new Error('it ended the stream')
    } finally {
      clearTimeout(timer)
      abort.abort()
    }
  }

  /** Server-Sent Events, a line at a time. */
  async #read (reader, alive) {
    const decoder = new TextDecoder()
    let rest = ''
    let event = ''
    let data = ''
    let id
    let began = performance.now()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      alive()
      const text = rest + decoder.decode(value, { stream: true })
      let start = 0
      for (let end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
        const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end)
        if (line.startsWith('data:')) {
          data += (data === '' ? '' : '\n') + valueOf(line, 5)
        } else if (line.startsWith('event:')) {
          event = valueOf(line, 6)
        } else if (line.startsWith('id:')) {
          id = valueOf(line, 3)
        } else if (line === '') {
          this.#take(event, data)
          if (id !== undefined) this.#cursor = id
          event = data = ''
          id = undefined
        }
      }
      rest = text.slice(start)
      if (performance.now() - began > LONGEST_WORK) {
        await breath()
        began = performance.now()
      }
    }
  }

  #take (event, data) {
    switch (event) {
      case 'move':
      case 'leave':
      case 'gone':
        this.#listener[event](JSON.parse(data))
        break
      case 'reset':
        this.#cursor = undefined
        this.#listener.begin()
        break
      case 'ready':
        this.#listener.ready()
        break
    }
  }

  #learn (answer, base) {
    this.#nodes = answer.nodes
      .filter(node => node.http)
      .map(node => ({ name: node.name, bases: basesOf(new URL(node.http)) }))
    this.#bases.set(answer.node, base)
    if (!this.#nodes.some(node => node.name === answer.node)) this.#nodes.push({ name: answer.node, bases: [base] })
    this.#listener.nodes(answer)
  }

  #authorization () {
    return this.#key === undefined ? {} : { Authorization: `Bearer ${this.#key}` }
  }
}

/** Where a node may be reached: under the page's own host, where all run on one, and under the node's. */
function basesOf (url) {
  const here = new URL(url)
  here.hostname = location.hostname
  return [...new Set([here.origin, url.origin])]
}

function valueOf (line, start) {
  return line.slice(line[start] === ' ' ? start + 1 : start)
}

async function problemOf (response) {
  try {
    return (await response.json()).detail ?? `status ${response.status}`
  } catch {
    return `status ${response.status}`
  }
}

/** Lets the browser draw. Timers would wait for a second in a tab that isn't seen. */
function breath () {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
