// Description of the API, rendered from openapi.json.

import {html} from './tables.js';

const openapi = await (await fetch('openapi.json')).json();
const endpoint = new URL('predict', document.baseURI).href;

document.getElementById('examples').textContent = [
  `curl -F file=@photo.jpg ${endpoint}`,
  `curl --data-binary @photo.jpg '${endpoint}?category=skirt'`,
].join('\n');

function schemaOf(content) {
  const schema = content?.['application/json']?.schema ?? {};
  return schema.$ref ? openapi.components.schemas[nameOf(schema)] : schema;
}

function nameOf(schema) {
  return schema.$ref.split('/').pop();
}

function typeOf(schema) {
  if (schema.$ref) return nameOf(schema);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.additionalProperties) return `name → ${typeOf(schema.additionalProperties)}`;
  if (schema.enum) return schema.enum.join(', ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(', ')}]`;
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  return schema.type ?? '';
}

// Rows of two cells have a description alone, rows of three a type and a description.
function table(caption, rows) {
  if (!rows.length) return '';
  const body = rows.map((cells) => html(
    'tr', {}, ...cells.map((cell, i) => html('td', {colSpan: i === 1 && cells.length === 2 ? 2 : 1}, cell ?? '')),
  ));
  return html('table', {}, html('thead', {}, html('tr', {}, html('th', {colSpan: 3}, caption))), html('tbody', {}, ...body));
}

function fields(schema) {
  return Object.entries(schema.properties ?? {}).map(
    ([name, field]) => [name, typeOf(field), field.description ?? '']);
}

function panel(title, ...children) {
  document.getElementById('paths').append(
    html('div', {className: 'panel'}, html('h2', {}, title), ...children));
}

for (const [path, methods] of Object.entries(openapi.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const parameters = (operation.parameters ?? []).map(({name, schema, description}) => [
      name, schema.enum ? schema.enum.join(', ') : typeOf(schema), description,
    ]);
    const bodies = Object.entries(operation.requestBody?.content ?? {}).map(([type, {schema}]) => [
      type, schema.properties ? `the file in field ${Object.keys(schema.properties).join(', ')}` : 'the file',
    ]);
    const errors = Object.entries(operation.responses).filter(([status]) => status !== '200');
    panel(
      `${method.toUpperCase()} ${path}`,
      html('p', {}, operation.description ?? operation.summary),
      table('Query parameters', parameters),
      table('Request body', bodies),
      table('Response', fields(schemaOf(operation.responses['200']?.content))),
      table('Errors; "detail" has the reason', errors.map(([status, {description}]) => [status, description])),
    );
  }
}

for (const name of ['Keypoint', 'Length', 'Attribute', 'Frame']) {
  const schema = openapi.components.schemas[name];
  panel(name, table(schema.description, fields(schema)));
}
