#!/usr/bin/env node
// Makes the map's coast lines, borders and names of countries from Natural Earth (public domain; npm package world-atlas):
//
//   cd build/map && npm install && npm run build
//
// The same input gives the same bytes. Numbers are LEB128 (v), or zigzag and LEB128 where they have a sign (s). Two files, which
// Herd.Node/Map/page/world.js reads: world.dat for a look at the world (1:110m and 1:50m), and coasts.dat for one at a town (1:10m):
//
//   u8[4]   'HMW1'
//   v       levels, the coarse one first; of each:
//     f64[4]  scale and translation of longitude, then of latitude, little-endian: degrees = number * scale + translation
//     v       arcs; of each: v points, s[2] the first one's numbers, then the differences of the next
//     v       rings of land; of each: v arcs, s[] which ones, ~n the arc n backwards
//     v       borders between countries: v[] which arcs, each as the difference to the one before
//   v       in world.dat, countries; of each: v bytes, u8[] name in UTF-8, s longitude and latitude of its name, v width of it there,
//           in hundredths of a degree
'use strict'

const fs = require('fs')
const path = require('path')
const [coarse, fine, finest] = ['110m', '50m', '10m'].map(scale => require(`world-atlas/countries-${scale}.json`))

const SCANS = 41 // lines through a country on which a place for its name is looked for

const output = process.argv[2]
if (!output) {
  console.error('usage: node build-world.js FOLDER')
  process.exit(2)
}

let bytes = []
writeLevels(coarse, fine)
const countries = fine.objects.countries.geometries
  .filter(country => country.properties.name)
  .map(country => ({ name: country.properties.name, ...placeOfName(fine, country) }))
  .sort((a, b) => b.width - a.width || (a.name < b.name ? -1 : 1))
unsigned(countries.length)
for (const { name, longitude, latitude, width } of countries) {
  const text = Buffer.from(name)
  unsigned(text.length)
  bytes.push(...text)
  signed(Math.round(longitude * 100))
  signed(Math.round(latitude * 100))
  unsigned(Math.round(width * 100))
}
save('world.dat')
writeLevels(finest)
save('coasts.dat')

function save (name) {
  fs.writeFileSync(path.join(output, name), Buffer.from(bytes))
  console.log(`${name}: ${bytes.length} bytes`)
  bytes = []
}

function writeLevels (...levels) {
  bytes.push(...Buffer.from('HMW1'))
  unsigned(levels.length)
  levels.forEach(writeLevel)
}

function writeLevel (topology) {
  const numbers = Buffer.alloc(32)
  const { scale, translate } = topology.transform
  ;[scale[0], translate[0], scale[1], translate[1]].forEach((number, index) => numbers.writeDoubleLE(number, 8 * index))
  bytes.push(...numbers)

  unsigned(topology.arcs.length)
  for (const arc of topology.arcs) {
    unsigned(arc.length)
    for (const [x, y] of arc) {
      signed(x)
      signed(y)
    }
  }

  const rings = topology.objects.land.geometries.flatMap(land => polygonsOf(land)).flat()
  unsigned(rings.length)
  for (const ring of rings) {
    unsigned(ring.length)
    ring.forEach(signed)
  }

  const borders = bordersOf(topology)
  unsigned(borders.length)
  borders.forEach((arc, index) => unsigned(arc - (index > 0 ? borders[index - 1] : 0)))
}

// Arcs that two countries share.
function bordersOf (topology) {
  const owners = new Map()
  topology.objects.countries.geometries.forEach((country, index) => {
    for (const arc of polygonsOf(country).flat(2).map(reference => reference < 0 ? ~reference : reference)) {
      if (!owners.has(arc)) owners.set(arc, new Set())
      owners.get(arc).add(index)
    }
  })
  return [...owners].filter(([, countries]) => countries.size > 1).map(([arc]) => arc).sort((a, b) => a - b)
}

function polygonsOf ({ type, arcs }) {
  return type === 'Polygon' ? [arcs] : type === 'MultiPolygon' ? arcs : []
}

// The middle of the widest line from west to east inside of the country's largest polygon, rather a line near its middle.
function placeOfName (topology, country) {
  const polygons = polygonsOf(country).map(rings => rings.map(ring => pointsOf(topology, ring)))
  const polygon = polygons.reduce((largest, next) => areaOf(next[0]) > areaOf(largest[0]) ? next : largest)
  const latitudes = polygon[0].map(point => point[1])
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)]
  let best = { worth: -1 }
  for (let scan = 1; scan < SCANS; scan++) {
    const share = scan / SCANS
    const latitude = south + share * (north - south)
    const crossings = polygon.flatMap(ring => crossingsOf(ring, latitude)).sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const width = crossings[i + 1] - crossings[i]
      const worth = width * (1 - Math.abs(share - 0.5))
      if (worth > best.worth) best = { worth, width, latitude, longitude: (crossings[i] + crossings[i + 1]) / 2 }
    }
  }
  return best
}

function crossingsOf (ring, latitude) {
  const crossings = []
  for (let i = 0; i + 1 < ring.length; i++) {
    const [[x0, y0], [x1, y1]] = [ring[i], ring[i + 1]]
    if ((y0 > latitude) !== (y1 > latitude)) crossings.push(x0 + (latitude - y0) / (y1 - y0) * (x1 - x0))
  }
  return crossings
}

function areaOf (ring) {
  let area = 0
  for (let i = 0; i + 1 < ring.length; i++) area += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1]
  return Math.abs(area / 2)
}

function pointsOf (topology, ring) {
  const { scale, translate } = topology.transform
  return ring.flatMap((reference, index) => {
    let [x, y] = [0, 0]
    const points = topology.arcs[reference < 0 ? ~reference : reference].map(([dx, dy]) => {
      x += dx
      y += dy
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]]
    })
    if (reference < 0) points.reverse()
    return index > 0 ? points.slice(1) : points
  }).map(([longitude, latitude], index, points) => {
    // Fiji's and Russia's go on beyond 180°.
    return [longitude + (Math.abs(longitude - points[0][0]) > 180 ? Math.sign(points[0][0]) * 360 : 0), latitude]
  })
}

function signed (number) {
  unsigned(number < 0 ? -2 * number - 1 : 2 * number)
}

function unsigned (number) {
  for (; number > 127; number = Math.floor(number / 128)) bytes.push(number % 128 + 128)
  bytes.push(number)
}
