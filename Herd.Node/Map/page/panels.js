// What stands around the map: search, details, nodes. Text of others becomes text, never markup.

import { distance } from './mercator.js'
import { colourOf, nameOf } from './draw-clients.js'

const MOST_FOUND = 12
const WINDS = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW']
const SHOWN = new Set(['time', 'server', 'skew', 'id64', 'name', 'speed', 'course', 'accuracy', 'altitude', 'battery'])

/** An element with attributes, text and children. */
export function element (tag, attributes = {}, ...children) {
  const result = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) result.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false) result.setAttribute(name, value === true ? '' : value)
  }
  result.append(...children)
  return result
}

export function count (number) {
  return Math.round(number).toLocaleString('en')
}

/** As in "3 s", "5 min", "2 h", "4 d". */
export function duration (seconds) {
  const s = Math.max(0, seconds)
  if (s < 90) return `${Math.round(s)} s`
  if (s < 5400) return `${Math.round(s / 60)} min`
  if (s < 129600) return `${Math.round(s / 3600)} h`
  return `${Math.round(s / 86400)} d`
}

/** Of the day, or with the day if it is another one. */
function timeOf (seconds, age) {
  const time = new Date(seconds * 1000)
  return age < 43200 ? time.toLocaleTimeString() : time.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
}

function metres (value) {
  return value < 1000 ? `${Math.round(value)} m` : `${(value / 1000).toFixed(value < 10000 ? 1 : 0)} km`
}

/** The search: a combobox over IDs and names. Calls choose(key). */
export class Search {
  #input = document.getElementById('query')
  #list = document.getElementById('found')
  #clients
  #choose
  #found = []
  #at = -1

  constructor (clients, choose) {
    this.#clients = clients
    this.#choose = choose
    this.#input.addEventListener('input', () => this.#update())
    this.#input.addEventListener('focus', () => this.#update())
    this.#input.addEventListener('blur', () => this.close())
    this.#input.addEventListener('keydown', event => this.#onKey(event))
    document.getElementById('search').addEventListener('submit', event => event.preventDefault())
    // The input keeps the focus.
    this.#list.addEventListener('pointerdown', event => event.preventDefault())
  }

  focus () {
    this.#input.focus()
    this.#input.select()
  }

  close () {
    this.#list.hidden = true
    this.#input.setAttribute('aria-expanded', 'false')
    this.#input.removeAttribute('aria-activedescendant')
  }

  get isOpen () {
    return !this.#list.hidden
  }

  #onKey (event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!this.isOpen) this.#update()
      if (this.#found.length === 0) return
      this.#at = (this.#at + (event.key === 'ArrowDown' ? 1 : this.#found.length - (this.#at < 0 ? 0 : 1))) % this.#found.length
      this.#mark()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (this.isOpen && this.#found.length > 0) this.#take(this.#found[Math.max(this.#at, 0)])
    }
  }

  #take (key) {
    this.close()
    this.#choose(key)
  }

  #update () {
    const text = this.#input.value.trim().toLowerCase()
    if (text === '') {
      this.close()
      return
    }
    this.#found = this.#find(text, this.#input.value.trim())
    this.#at = -1
    this.#list.replaceChildren(...this.#found.map((key, index) => {
      const name = nameOf(this.#clients, this.#clients.slotOf(key))
      const item = element('li', { id: `found-${index}`, role: 'option', 'aria-selected': 'false', onclick: () => this.#take(key) }, name)
      if (name !== key) item.append(' ', element('small', {}, key))
      return item
    }))
    if (this.#found.length === 0) this.#list.append(element('li', { class: 'none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, 'Nobody of that name'))
    this.#list.hidden = false
    this.#input.setAttribute('aria-expanded', 'true')
    this.#mark()
  }

  /** The one of that very ID first, then those that begin so. */
  #find (text, id) {
    const [first, later] = [[], []]
    const exact = this.#clients.slotOf(id) === undefined ? [] : [id]
    for (const [key, slot] of this.#clients.entries()) {
      if (key === exact[0]) continue
      const name = nameOf(this.#clients, slot).toLowerCase()
      const lower = key.toLowerCase()
      if (name.startsWith(text) || lower.startsWith(text)) first.push(key)
      else if (later.length < MOST_FOUND && (name.includes(text) || lower.includes(text))) later.push(key)
      if (first.length === MOST_FOUND) break
    }
    return [...exact, ...first.sort(), ...later.sort()].slice(0, MOST_FOUND)
  }

  #mark () {
    [...this.#list.children].forEach((item, index) => {
      const isAt = index === this.#at
      item.setAttribute('aria-selected', String(isAt))
      if (isAt) item.scrollIntoView({ block: 'nearest' })
    })
    if (this.#at >= 0) this.#input.setAttribute('aria-activedescendant', `found-${this.#at}`)
    else this.#input.removeAttribute('aria-activedescendant')
  }
}

/** Who a client is, where, since when. Calls actions.follow(), actions.close(), actions.coordinatesOf(slot) for longitude and latitude. */
export class Details {
  #panel = document.getElementById('details')
  #clients
  #source
  #actions
  #key
  #title
  #list
  #follow
  #places
  #shown

  constructor (clients, source, actions) {
    this.#clients = clients
    this.#source = source
    this.#actions = actions
  }

  show (key) {
    this.#key = key
    this.#shown = undefined
    this.#title = element('h2', { tabindex: '-1' })
    this.#list = element('dl')
    this.#follow = element('button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.#actions.follow() }, 'Follow')
    this.#places = element('div')
    this.#panel.replaceChildren(
      element('header', {}, this.#title, element('button', { type: 'button', class: 'close', 'aria-label': 'Close details', onclick: () => this.#actions.close() }, '×')),
      element('p', { class: 'id', hidden: key === nameOf(this.#clients, this.#clients.slotOf(key)) }, key),
      this.#list,
      this.#follow,
      this.#places)
    this.#panel.hidden = false
    this.update()
    this.#loadPlaces(key)
  }

  hide () {
    this.#panel.hidden = true
    this.#panel.replaceChildren()
    this.#key = undefined
  }

  setFollowed (isFollowed) {
    this.#follow?.setAttribute('aria-pressed', String(isFollowed))
    if (this.#follow) this.#follow.textContent = isFollowed ? 'Following' : 'Follow'
  }

  /** What changed since. */
  update () {
    const slot = this.#key === undefined ? undefined : this.#clients.slotOf(this.#key)
    if (slot === undefined) return
    const clients = this.#clients
    const properties = clients.properties[slot]
    this.#title.textContent = nameOf(clients, slot)
    const age = Date.now() / 1000 - clients.time[slot]
    const rows = [
      ['Reported', `${age < 0 ? `in ${duration(-age)}` : `${duration(age)} ago`}`, age > 600 ? 'old' : ''],
      ['At', timeOf(clients.time[slot], age)],
      ['Place', this.#actions.coordinatesOf(slot).reverse().map(degrees => degrees.toFixed(5)).join(', ')],
      ['Through', properties.server]
    ]
    const add = (name, attribute, unit) => {
      if (typeof properties[attribute] === 'number') rows.push([name, unit(properties[attribute])])
    }
    add('Speed', 'speed', speed => `${(speed * 3.6).toFixed(speed < 3 ? 1 : 0)} km/h`)
    add('Course', 'course', course => `${WINDS[Math.round(course / 45 + 8) % 8]} ${Math.round(course)}°`)
    add('Accuracy', 'accuracy', accuracy => `± ${metres(accuracy)}`)
    add('Altitude', 'altitude', altitude => `${Math.round(altitude)} m`)
    add('Battery', 'battery', battery => batteryOf(battery))
    for (const [name, value] of Object.entries(properties)) {
      if (!SHOWN.has(name)) rows.push([name, String(value)])
    }
    const text = JSON.stringify(rows, (_, value) => value instanceof Node ? value.textContent : value)
    if (text === this.#shown) return
    this.#shown = text
    this.#list.replaceChildren(...rows.flatMap(([name, value, kind]) => [element('dt', {}, name), element('dd', { class: kind || undefined }, value)]))
  }

  async #loadPlaces (key) {
    // An ID in base64 can't be asked for by its text, and '.' would be taken out of a path.
    if (key.startsWith('base64:') || key === '.' || key === '..') return
    try {
      const answer = await (await this.#source.ask(`/v1/clients/${encodeURIComponent(key)}/places?radius=10000&limit=5`)).json()
      const slot = this.#clients.slotOf(key)
      if (key !== this.#key || slot === undefined || !(answer.results?.length > 0)) return
      const [longitude, latitude] = this.#actions.coordinatesOf(slot)
      this.#places.replaceChildren(
        element('h3', {}, 'Near'),
        element('ul', {}, ...answer.results.map(place => {
          const { lat, lng } = place.geometry.location
          return element('li', {}, element('span', {}, place.name), element('span', {}, metres(distance(latitude, longitude, lat, lng))))
        })))
    } catch {
      // Without places the rest is still worth showing.
    }
  }
}

function batteryOf (share) {
  const percent = Math.round(100 * Math.max(0, Math.min(1, share)))
  const level = element('i', { class: percent < 20 ? 'low' : undefined })
  level.style.width = `${percent}%`
  const span = element('span', {}, element('span', { class: 'battery', 'aria-hidden': 'true' }, level), `${percent} %`)
  return span
}

/** The herd's nodes: which one is heard, and each one's colour. Calls hear(name). */
export class Nodes {
  #list = document.getElementById('members')
  #clients
  #hear
  #answer
  #shown

  constructor (clients, hear) {
    this.#clients = clients
    this.#hear = hear
  }

  set answer (answer) {
    this.#answer = answer
    this.update()
  }

  heard = undefined

  update () {
    if (!this.#answer) return
    const clients = this.#clients
    const names = [...new Set([...this.#answer.nodes.map(node => node.name), ...clients.servers])].sort()
    const rows = names.map(name => {
      const node = this.#answer.nodes.find(node => node.name === name)
      return { name, colour: clients.servers.includes(name) ? colourOf(clients.servers.indexOf(name)) : undefined, isHeard: name === this.heard, note: node ? node.reachable === false ? 'away' : '' : 'gone', hasHttp: Boolean(node?.http) }
    })
    const text = JSON.stringify(rows)
    if (text === this.#shown) return
    this.#shown = text
    const focused = this.#list.querySelector(':focus')?.dataset.node
    this.#list.replaceChildren(...rows.map(row => {
      const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' })
      swatch.style.background = row.colour ?? 'transparent'
      return element('li', {}, element('button',
        { type: 'button', 'aria-pressed': String(row.isHeard), title: `Hear ${row.name}`, 'data-node': row.name, disabled: !row.hasHttp, onclick: () => this.#hear(row.name) },
        swatch, row.name, element('small', {}, row.isHeard ? 'heard' : row.note)))
    }))
    if (focused) this.#list.querySelector(`[data-node="${CSS.escape(focused)}"]`)?.focus()
  }
}

/** Asks for a key, again if the last one was wrong. */
export function askKey (isWrong) {
  const dialog = document.getElementById('ask-key')
  const input = document.getElementById('key')
  document.getElementById('ask-key-why').textContent = isWrong
    ? 'This key may not see the clients. Another one?'
    : 'This herd shows its clients to who has a key that may read.'
  input.value = ''
  dialog.showModal()
  input.focus()
  return new Promise(resolve => {
    const refuse = event => event.preventDefault()
    dialog.addEventListener('cancel', refuse)
    document.getElementById('key-form').addEventListener('submit', () => {
      dialog.removeEventListener('cancel', refuse)
      resolve(input.value)
    }, { once: true })
  })
}
