// The map: hears the herd, draws it, and lets people look around.

import { Clients, keyOf } from './clients.js'
import { Dots, nameOf } from './draw-clients.js'
import { latitudeOf, longitudeOf, wrap } from './mercator.js'
import { askKey, count, Details, Nodes, Search } from './panels.js'
import { Source } from './source.js'
import { Towns } from './towns.js'
import { steer, View } from './view.js'
import { Tiles, World } from './world.js'

const TRAILS_EVERY = 1000
const TRAILS_REST = 150
const TRAILS_CHEAP = 8
const NEWS_FOR = 6000
const LABELS = 60
const EDGE = 40
const AGES_EVERY = 10000
const KEY = 'herd.key'
const PANEL = 310

const layers = ['base', 'trails', 'dots', 'labels'].map(name => document.getElementById(name))
// Dots are put there as pixels, which is fastest into a canvas in memory.
const contexts = layers.map((canvas, index) => canvas.getContext('2d', { alpha: index > 0, willReadFrequently: index === 2 }))
const [base, trails, dots, labels] = contexts
const field = layers[2]
const narrow = matchMedia('(max-width: 640px)')
const clients = new Clients()
const drawn = new Dots(clients)
const heardText = document.getElementById('heard')
const numbersText = document.getElementById('numbers')
const light = document.getElementById('light')
const news = document.getElementById('news')

let theme = readTheme()
let world
let tiles
let demo
let selected
let isFollowing = false
let isReady = false
let hasTrails = true
let pointedAt
let newsTimer
let lastNode
const dirty = { base: true, trails: true, dots: true, frame: false }
let frames = 0
let trailsAt = 0
let trailsCost = 0
let trailsTimer

const view = new View(() => redrawView())

const source = new Source({
  move (feature) {
    const slot = clients.move(feature, performance.now())
    // A frame for what can be seen to move; the rest is drawn with the next one.
    if (isInView(slot)) {
      dirty.trails = dirty.dots = true
      if (drawn.wayOf(slot, view) > 0.5) redraw('dots')
    }
  },
  leave (feature) { forget(keyOf(feature)) },
  gone (feature) { forget(keyOf(feature)) },
  begin () {
    isReady = false
    clients.begin()
  },
  ready () {
    if (!isReady) clients.sweep()
    isReady = true
    if (selected !== undefined && clients.slotOf(selected) === undefined) close()
    if (!view.touched) showEverybody(false)
    redraw('dots')
  },
  heard (node) {
    nodes.heard = node
    nodes.update()
    light.dataset.state = 'live'
    heardText.textContent = `Hears ${node}`
    if (lastNode !== undefined && lastNode !== node) tell(`Now hears ${node}`)
    lastNode = node
  },
  lost (node, reason) {
    nodes.heard = undefined
    nodes.update()
    light.dataset.state = 'lost'
    heardText.textContent = node === undefined ? `Nobody is heard: ${reason}` : `${node} is gone: ${reason}`
  },
  nodes (answer) {
    document.title = `${answer.herd} – AkkaHerd`
    clients.knowServers(answer.nodes.map(node => node.name).sort())
    nodes.answer = answer
    if (answer.tiles && !tiles) {
      tiles = new Tiles(answer.tiles, () => redraw('base'))
      const attribution = document.getElementById('attribution')
      attribution.textContent = answer.attribution ?? ''
      attribution.hidden = !answer.attribution
      redraw('base')
    }
    if (answer.isDemo && !demo) loadDemo()
  },
  async askKey (isWrong) {
    const key = await askKey(isWrong)
    sessionStorage.setItem(KEY, key)
    return key
  }
}, sessionStorage.getItem(KEY) ?? undefined)

const towns = new Towns(source, () => redraw('base'))
const nodes = new Nodes(clients, name => source.hear(name))
const search = new Search(clients, key => {
  choose(key)
  document.getElementById('details').querySelector('h2')?.focus()
})
const details = new Details(clients, source, {
  follow: () => follow(!isFollowing),
  close: () => close(),
  coordinatesOf: slot => [longitudeOf(clients.x[slot]), latitudeOf(clients.y[slot])]
})

steer(field, view, {
  click (x, y, kind) {
    const slot = drawn.nearest(view, x, y, kind === 'touch' ? 24 : 12, performance.now())
    if (slot === undefined) close()
    else choose(clients.ids[slot], false)
  },
  hover (x, y) {
    const slot = drawn.nearest(view, x, y, 10, performance.now())
    const key = slot === undefined ? undefined : clients.ids[slot]
    if (key === pointedAt) return
    pointedAt = key
    field.title = slot === undefined ? '' : nameOf(clients, slot)
    field.classList.toggle('pointing', slot !== undefined)
  },
  choose () {
    const slot = drawn.nearest(view, view.width / 2, view.height / 2, Math.hypot(view.width, view.height) / 2, performance.now())
    if (slot !== undefined) choose(clients.ids[slot], false)
  },
  follow: () => selected !== undefined && follow(!isFollowing),
  search: () => search.focus(),
  escape () {
    if (search.isOpen) search.close()
    else close()
  }
})

document.getElementById('nearer').addEventListener('click', () => view.zoomAt(1))
document.getElementById('farther').addEventListener('click', () => view.zoomAt(-1))
document.getElementById('everybody').addEventListener('click', () => showEverybody(true))
document.getElementById('trails-on').addEventListener('click', event => {
  hasTrails = !hasTrails
  event.currentTarget.setAttribute('aria-pressed', String(hasTrails))
  trailsAt = -Infinity
  redraw('trails')
})
if (!narrow.matches) document.getElementById('nodes').open = true

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  theme = readTheme()
  redrawView()
})
new ResizeObserver(resize).observe(field)
resize()
view.hash = location.hash
addEventListener('hashchange', () => { if (location.hash !== view.hash) view.hash = location.hash })

// Ages and numbers go on by themselves.
let lastMoves = 0
setInterval(() => {
  const moves = clients.moves - lastMoves
  lastMoves = clients.moves
  numbersText.textContent = isReady || clients.count > 0 ? `${count(clients.count)} clients${isReady ? ` · ${count(moves)} reports/s` : ', more to come'}` : ''
  details.update()
  nodes.update()
  if (dirty.dots || dirty.trails) redraw('dots')
  if (view.touched && location.hash !== view.hash) history.replaceState(null, '', view.hash)
}, 1000)
setInterval(() => redraw('dots'), AGES_EVERY)

World.load(() => redraw('base')).then(loaded => {
  world = loaded
  redraw('base')
}, fault => tell(`The coast lines can't be loaded: ${fault.message}`))
source.run()

/** For tests: what the page knows and does. */
window.herdMap = {
  get node () { return source.node },
  get isReady () { return isReady },
  get count () { return clients.count },
  get visible () { return drawn.visible },
  get frames () { return frames },
  get moves () { return clients.moves },
  get selected () { return selected },
  get zoom () { return view.zoom },
  /** Where a client is: [latitude, longitude]; null: nowhere. */
  positionOf (id) {
    const slot = clients.slotOf(id)
    return slot === undefined ? null : [latitudeOf(clients.y[slot]), longitudeOf(clients.x[slot])]
  },
  /** Where it is drawn: [x, y] in CSS pixels. */
  screenOf (id) {
    const slot = clients.slotOf(id)
    if (slot === undefined) return null
    const [x, y] = drawn.placeOf(slot, performance.now())
    return [view.screenX(x), view.screenY(y)]
  }
}

function redraw (...what) {
  for (const layer of what) dirty[layer] = true
  if (dirty.frame) return
  dirty.frame = true
  requestAnimationFrame(frame)
}

/** What is seen of the world has changed. Where trails are many, they come when it stays. */
function redrawView () {
  clearTimeout(trailsTimer)
  trailsAt = -Infinity
  if (trailsCost > TRAILS_CHEAP) {
    trails.clearRect(0, 0, view.width, view.height)
    trailsAt = Infinity
    trailsTimer = setTimeout(() => {
      trailsAt = -Infinity
      redraw('trails')
    }, TRAILS_REST)
  }
  redraw('base', 'trails', 'dots')
}

function frame (now) {
  dirty.frame = false
  frames++
  const ratio = ratioOf()
  view.fly(now)
  const slot = selected === undefined ? undefined : clients.slotOf(selected)
  if (isFollowing && slot !== undefined) {
    const [x, y] = drawn.placeOf(slot, now)
    if (Math.hypot(view.screenX(x) - view.width / 2, view.screenY(y) - view.height / 2) > 0.5) view.lookAt(x, y, view.zoom, false)
  }
  if (dirty.base) {
    dirty.base = false
    drawBase()
  }
  if (dirty.trails && now - trailsAt > TRAILS_EVERY) {
    dirty.trails = false
    trailsAt = now
    trails.clearRect(0, 0, view.width, view.height)
    if (hasTrails) drawn.drawTrails(trails, view, theme)
    trailsCost = performance.now() - now
  }
  if (dirty.dots) {
    dirty.dots = false
    dots.clearRect(0, 0, view.width, view.height)
    if (drawn.draw(dots, view, theme, { now, time: Date.now() / 1000, ratio })) redraw('dots')
    if (slot !== undefined) drawn.drawChosen(dots, view, theme, slot, now)
    demo?.draw(dots, view, theme)
  }
}

function isInView (slot) {
  const [x, y] = [view.screenX(clients.x[slot]), view.screenY(clients.y[slot])]
  return x > -EDGE && y > -EDGE && x < view.width + EDGE && y < view.height + EDGE
}

function drawBase () {
  base.fillStyle = theme.sea
  base.fillRect(0, 0, view.width, view.height)
  tiles?.draw(base, view)
  world?.draw(base, view, theme, !tiles)
  labels.clearRect(0, 0, view.width, view.height)
  if (!tiles) drawLabels()
}

/** Countries' names, and towns' where there is room. */
function drawLabels () {
  const taken = demo?.boxes(view) ?? []
  const fits = (left, top, width, height) => {
    const isFree = taken.every(box => left > box[0] + box[2] || left + width < box[0] || top > box[1] + box[3] || top + height < box[1])
    if (isFree) taken.push([left, top, width, height])
    return isFree
  }
  labels.lineJoin = 'round'
  labels.lineWidth = 3
  labels.strokeStyle = theme.halo
  labels.textBaseline = 'middle'
  labels.textAlign = 'center'
  labels.font = '600 13px system-ui, "DejaVu Sans", sans-serif'
  labels.fillStyle = theme.label
  for (const { name, x, y } of world?.names(view, name => labels.measureText(name).width) ?? []) {
    const width = labels.measureText(name).width
    if (!fits(x - width / 2, y - 8, width, 16)) continue
    labels.strokeText(name, x, y)
    labels.fillText(name, x, y)
  }
  labels.textAlign = 'left'
  labels.font = '12px system-ui, "DejaVu Sans", sans-serif'
  labels.fillStyle = theme.town
  let shown = 0
  for (const town of towns.inView(view)) {
    const [x, y] = [view.screenX(town.x), view.screenY(town.y)]
    if (x < 0 || y < 0 || x > view.width || y > view.height) continue
    const width = labels.measureText(town.name).width
    if (!fits(x - 8, y - 12, width + 20, 24)) continue
    labels.fillRect(x - 1.5, y - 1.5, 3, 3)
    labels.strokeText(town.name, x + 6, y)
    labels.fillText(town.name, x + 6, y)
    if (++shown === LABELS) break
  }
}

function choose (key, isNew = true) {
  selected = key
  follow(false)
  details.show(key)
  const slot = clients.slotOf(key)
  if (isNew && slot !== undefined) view.lookAt(clients.x[slot], clients.y[slot], Math.max(view.zoom, 13))
  redraw('dots')
}

function close () {
  selected = undefined
  isFollowing = false
  details.hide()
  redraw('dots')
}

function follow (isOn) {
  isFollowing = isOn
  details.setFollowed(isOn)
  redraw('dots')
}

function forget (key) {
  clients.remove(key)
  if (key === selected) {
    tell(`${key} is gone`)
    close()
  }
  redraw('trails', 'dots')
}

/** All clients, but for a few that are far from all others. */
function showEverybody (isWish) {
  if (clients.count === 0) return
  const [xs, ys] = [[], []]
  const step = Math.ceil(clients.size / 20000)
  for (let slot = 0; slot < clients.size; slot += step) {
    if (clients.alive[slot] === 0) continue
    xs.push(clients.x[slot])
    ys.push(clients.y[slot])
  }
  xs.sort((a, b) => a - b)
  ys.sort((a, b) => a - b)
  // The widest gap between neighbours is what isn't shown: it may be on the side where the world begins.
  let [gap, west, east] = [1 - xs[xs.length - 1] + xs[0], xs[0], xs[xs.length - 1]]
  for (let i = 1; i < xs.length; i++) {
    if (xs[i] - xs[i - 1] > gap) [gap, west, east] = [xs[i] - xs[i - 1], xs[i], xs[i - 1]]
  }
  const isNarrow = narrow.matches
  view.fit(
    wrap(west), ys[Math.floor(ys.length * 0.01)], wrap(east), ys[Math.ceil(ys.length * 0.99) - 1],
    isNarrow ? 0 : PANEL, isNarrow && demo ? 0.34 * view.height : 0, isWish)
  view.touched ||= isWish
}

function tell (text) {
  news.textContent = text
  clearTimeout(newsTimer)
  newsTimer = setTimeout(() => { news.textContent = '' }, NEWS_FOR)
}

async function loadDemo () {
  demo = { draw () {}, boxes: () => [] }
  const { Demo } = await import('./demo.js')
  demo = new Demo(source, clients, isNew => redraw(...isNew ? ['base', 'dots'] : ['dots']), tell)
}

function resize () {
  const { clientWidth: width, clientHeight: height } = field
  const ratio = ratioOf()
  layers.forEach((canvas, index) => {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    contexts[index].setTransform(ratio, 0, 0, ratio, 0, 0)
  })
  view.resize(width, height)
}

/** Pixels of the screen for one of CSS; more than two cost and aren't seen. */
function ratioOf () {
  return Math.min(2, devicePixelRatio || 1)
}

function readTheme () {
  const style = getComputedStyle(document.documentElement)
  const read = name => style.getPropertyValue(name).trim()
  return {
    sea: read('--sea'),
    land: read('--land'),
    coast: read('--coast'),
    border: read('--border'),
    label: read('--label'),
    town: read('--town'),
    halo: read('--halo'),
    dotEdge: read('--dot-edge'),
    trail: read('--trail'),
    selected: read('--selected'),
    good: read('--good'),
    bad: read('--bad'),
    list: read('--list'),
    text: read('--text')
  }
}
