// The description of the interface, read from openapi.json.

import {html} from './tables.js';

const told = await (await fetch('openapi.json')).json();
const here = new URL('predict', document.baseURI).href;

document.getElementById('examples').textContent = [
  `curl -F file=@photo.jpg ${here}`,
  `curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' '${here}?category=skirt'`,
].join('\n');

function schemaOf(content) {
  const schema = content?.['application/json']?.schema ?? {};
  return schema.$ref ? told.components.schemas[schema.$ref.split('/').pop()] : schema;
}

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.anyOf) return schema.anyOf.map(typeOf).filter((type) => type !== 'null').join(' or ');
  if (schema.additionalProperties) return `by name: ${typeOf(schema.additionalProperties)}`;
  if (schema.enum) return schema.enum.join(', ');
  if (schema.items) return `several: ${typeOf(schema.items)}`;
  return schema.type ?? '';
}

function table(caption, rows) {
  if (!rows.length) return '';
  const body = rows.map((cells) => html('tr', {}, ...cells.map((cell) => html('td', {}, cell ?? ''))));
  return html('table', {}, html('thead', {}, html('tr', {}, html('th', {colSpan: 3}, caption))), html('tbody', {}, ...body));
}

function fields(schema) {
  return Object.entries(schema.properties ?? {}).map(([name, one]) => [name, typeOf(one), one.description]);
}

for (const [path, methods] of Object.entries(told.paths)) {
  for (const [method, one] of Object.entries(methods)) {
    const parameters = (one.parameters ?? []).map(({name, schema, description}) => [
      name, schema.enum ? schema.enum.join(', ') : typeOf(schema), description,
    ]);
    const bodies = Object.entries(one.requestBody?.content ?? {}).map(([kind, {schema}]) => [
      kind, schema.properties ? `field ${Object.keys(schema.properties).join(', ')}` : 'the bytes', '',
    ]);
    const refusals = Object.entries(one.responses).filter(([code]) => code !== '200');
    document.getElementById('paths').append(html(
      'div', {className: 'panel'},
      html('h2', {}, `${method.toUpperCase()} ${path}`),
      html('p', {}, one.description ?? one.summary),
      table('Query', parameters),
      table('Body', bodies),
      table('Answer', fields(schemaOf(one.responses['200']?.content))),
      table('Otherwise, with the reason in "detail"', refusals.map(([code, why]) => [code, why.description, ''])),
    ));
  }
}

for (const [name, schema] of Object.entries(told.components.schemas)) {
  if (!['Point', 'Length'].includes(name)) continue;
  document.getElementById('paths').append(html('div', {className: 'panel'}, html('h2', {}, name), table(schema.description, fields(schema))));
}
