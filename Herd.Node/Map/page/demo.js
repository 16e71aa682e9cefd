// The demo: the herd's links over the map, and buttons that cut and mend them and stop and start nodes.

import { element, count } from './panels.js'
import { colourOf } from './draw-clients.js'
import { xOf, yOf } from './mercator.js'

const ASK_EVERY = 1000
// What is on its way isn't what nodes disagree in.
const UNDER_WAY = 3000
const BOX = 110

export class Demo {
  #panel = document.getElementById('demo')
  #source
  #changed
  #tell
  #clients
  #state
  #rows = new Map()
  #verdict = element('p', { role: 'status' })
  #walkers = element('button', { type: 'button' })
  #nodes = element('ul')
  #links = element('ul')

  constructor (source, clients, changed, tell) {
    this.#source = source
    this.#clients = clients
    this.#changed = changed
    this.#tell = tell
    this.#walkers.addEventListener('click', () => this.#change(`walkers/${this.#state?.areWalking ? 'stop' : 'start'}`))
    this.#panel.replaceChildren(
      element('h2', {}, 'Try what a herd stands'), this.#verdict, this.#nodes, this.#links, this.#walkers)
    this.#panel.hidden = false
    document.body.classList.add('has-demo')
    this.#ask()
  }

  /** Nodes and links on the map. */
  draw (context, view, theme) {
    if (!this.#state) return
    const places = this.#places(view)
    for (const link of this.#state.links) {
      const [from, to] = [places.get(link.from), places.get(link.to)]
      context.strokeStyle = link.isLive ? theme.good : theme.bad
      context.lineWidth = link.isLive ? 3 : 2
      context.setLineDash(link.isLive ? [] : [4, 8])
      context.globalAlpha = 0.8
      context.beginPath()
      context.moveTo(...from)
      context.lineTo(...to)
      context.stroke()
    }
    context.setLineDash([])
    context.globalAlpha = 1
    context.font = '700 13px system-ui, "DejaVu Sans", sans-serif'
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    for (const node of this.#state.nodes) {
      const [x, y] = places.get(node.name)
      const width = context.measureText(node.name).width + 34
      context.beginPath()
      context.roundRect(x - width / 2, y - 13, width, 26, 13)
      context.fillStyle = theme.list
      context.fill()
      context.lineWidth = 2
      context.strokeStyle = node.isUp ? theme.good : theme.bad
      context.stroke()
      context.beginPath()
      context.arc(x - width / 2 + 14, y, 5, 0, 2 * Math.PI)
      context.fillStyle = this.#colourOf(node)
      context.fill()
      context.fillStyle = node.isUp ? theme.text : theme.bad
      context.fillText(node.name, x + 7, y)
    }
  }

  /** Where nothing else should be written: [left, top, width, height] on the screen. */
  boxes (view) {
    return [...this.#places(view).values()].map(([x, y]) => [x - BOX / 2, y - 16, BOX, 32])
  }

  #places (view) {
    return new Map((this.#state?.nodes ?? []).map(node => [node.name, [view.screenX(xOf(node.longitude)), view.screenY(yOf(node.latitude))]]))
  }

  #colourOf (node) {
    const server = this.#clients.servers.indexOf(node.name)
    return server < 0 || !node.isUp ? 'gray' : colourOf(server)
  }

  async #ask () {
    try {
      const isNew = !this.#state
      this.#state = await (await this.#source.ask('/demo')).json()
      this.#show()
      this.#changed(isNew)
    } catch {
      // The node that is heard is gone: the next one is asked.
    }
    setTimeout(() => this.#ask(), ASK_EVERY)
  }

  async #change (what) {
    try {
      await this.#source.ask(`/demo/${what}`, { method: 'POST' })
    } catch (fault) {
      this.#tell(fault.message)
    }
  }

  #show () {
    const { nodes, links, areWalking } = this.#state
    const sides = sidesOf(nodes, links)
    const behind = Math.max(...nodes.map(node => node.behind))
    const isEqual = new Set(nodes.filter(node => node.isUp).map(node => node.digest)).size === 1
    this.#setVerdict(sides.length > 1
      ? [`${sides.length} sides: ${sides.map(side => side.join(', ')).join(' | ')}`, 'apart']
      : isEqual ? ['All nodes that run agree on every location', 'agree']
        : behind < UNDER_WAY ? ['All agree, but for what is on its way', 'agree']
          : [`Catching up: ${count(behind)} updates to go`, 'apart'])
    for (const node of nodes) {
      this.#row(this.#nodes, node.name, node.name, node.isUp ? node.behind > UNDER_WAY ? `${count(node.behind)} behind` : `${count(node.clients)} clients` : 'stopped',
        node.isUp ? '' : 'down', node.isUp ? 'Stop' : 'Start', `nodes/${encodeURIComponent(node.name)}/${node.isUp ? 'stop' : 'start'}`)
    }
    for (const link of links) {
      this.#row(this.#links, `${link.from} ${link.to}`, `${link.from} – ${link.to}`, link.isCut ? 'cut' : link.isLive ? 'live' : 'down',
        link.isLive ? '' : 'cut', link.isCut ? 'Mend' : 'Cut', `links/${encodeURIComponent(link.from)}/${encodeURIComponent(link.to)}/${link.isCut ? 'mend' : 'cut'}`)
    }
    this.#walkers.textContent = areWalking ? 'Let all clients stand' : 'Let all clients walk'
  }

  #setVerdict ([text, kind]) {
    if (this.#verdict.textContent === text) return
    this.#verdict.textContent = text
    this.#verdict.className = kind
  }

  /** Changes what is there, so that who is about to press a button still has it. */
  #row (list, key, name, note, kind, verb, what) {
    let row = this.#rows.get(key)
    if (!row) {
      const button = element('button', { type: 'button' })
      row = { item: element('li'), note: element('small'), button }
      row.item.append(element('span', {}, name), row.note, button)
      button.addEventListener('click', () => this.#change(row.what))
      list.append(row.item)
      this.#rows.set(key, row)
    }
    row.what = what
    row.item.className = kind
    row.note.textContent = note
    row.button.textContent = verb
    row.button.setAttribute('aria-label', `${verb} ${name}`)
  }
}

/** Nodes that run, by who is linked with whom, directly or through others. */
function sidesOf (nodes, links) {
  const left = new Set(nodes.filter(node => node.isUp).map(node => node.name))
  const sides = []
  while (left.size > 0) {
    const [first] = left
    left.delete(first)
    const side = [first]
    for (const name of side) {
      for (const link of links) {
        const other = link.from === name ? link.to : link.to === name ? link.from : undefined
        if (link.isLive && left.delete(other)) side.push(other)
      }
    }
    sides.push(side)
  }
  return sides
}
