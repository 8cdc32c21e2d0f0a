// Writes and reads TC strings with IAB Tech Lab's own library, as JSON lines: [{encode: fields}] or [{decode: text}].
import {readFileSync} from 'node:fs'
import {pathToFileURL} from 'node:url'

const {GVL, TCModel, TCString, PurposeRestriction} = await import(
  pathToFileURL(process.argv[2] + '/package/lib/mjs/index.js').href)

const vendors = Object.fromEntries(Array.from({length: 900}, (_, i) => [i + 1, {
  id: i + 1, name: `v${i + 1}`, purposes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], legIntPurposes: [2, 7, 8, 9, 10, 11],
  flexiblePurposes: [2, 7], specialPurposes: [], features: [], specialFeatures: [], policyUrl: 'https://x.example',
}]))
const numbered = (most) => Object.fromEntries(Array.from({length: most}, (_, i) => [i + 1, {id: i + 1, name: 'x'}]))
const list = {
  gvlSpecificationVersion: 3, vendorListVersion: 99, tcfPolicyVersion: 5, lastUpdated: '2026-01-01T00:00:00Z',
  purposes: numbered(11), specialPurposes: numbered(3), features: numbered(3), specialFeatures: numbered(2),
  stacks: {}, dataCategories: {}, vendors,
}

function written(given) {
  const model = new TCModel(new GVL(structuredClone(list)))
  Object.assign(model, given.fields)
  model.created = new Date(given.created)
  model.lastUpdated = new Date(given.lastUpdated)
  for (const [name, numbers] of Object.entries(given.vectors)) model[name].set(numbers)
  for (const [purpose, type, vendor] of given.restrictions)
    model.publisherRestrictions.add(vendor, new PurposeRestriction(purpose, type))
  return TCString.encode(model)
}

function read(text) {
  const model = TCString.decode(text)
  const vector = (name) => { const found = []; model[name].forEach((is, id) => is && found.push(id)); return found }
  return {
    created: +model.created, lastUpdated: +model.lastUpdated, cmpId: model.cmpId, cmpVersion: model.cmpVersion,
    consentScreen: model.consentScreen, consentLanguage: model.consentLanguage, policyVersion: model.policyVersion,
    vendorListVersion: model.vendorListVersion, isServiceSpecific: model.isServiceSpecific,
    useNonStandardTexts: model.useNonStandardTexts, purposeOneTreatment: model.purposeOneTreatment,
    publisherCountryCode: model.publisherCountryCode,
    ...Object.fromEntries(['specialFeatureOptins', 'purposeConsents', 'purposeLegitimateInterests', 'vendorConsents',
      'vendorLegitimateInterests', 'vendorsDisclosed', 'publisherConsents', 'publisherLegitimateInterests',
      'publisherCustomConsents', 'publisherCustomLegitimateInterests'].map((name) => [name, vector(name)])),
    restrictions: model.publisherRestrictions.getRestrictions().flatMap((one) =>
      model.publisherRestrictions.getVendors(one).map((vendor) => [one.purposeId, one.restrictionType, vendor])),
  }
}

for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const given = JSON.parse(line)
  console.log(JSON.stringify('fields' in given ? ((text) => ({text, ...read(text)}))(written(given)) : read(given.text)))
}
