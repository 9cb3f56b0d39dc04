// Predictions of the server. An exported page has another file of this name, which predicts in the
// browser.

export const facts = await (await fetch('facts')).json();
export const hasApi = true;
export const runtime = ''; // what runs the model, for the reader
export const ready = Promise.resolve();

// The prediction of a photo; `category` may be empty.
export async function predict(file, category, signal) {
  if (file.size > facts.limits.bytes) {
    throw new Error(`${file.name} is too large: expected at most ${facts.limits.bytes / 1e6} MB`);
  }
  const body = new FormData();
  body.append('file', file);
  const query = new URLSearchParams(category ? {category} : {});
  const response = await answer(`predict?${query}`, {method: 'POST', body, signal});
  const content = await response.json();
  if (!response.ok) throw new Error(content.detail);
  return content;
}

async function answer(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    throw error instanceof TypeError ? new Error('The server does not respond') : error;
  }
}
