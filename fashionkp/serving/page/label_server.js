// Requests to the server.

export class ServerError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status; // 0 without a response
  }
}

export function get(path, query = {}) {
  return request(`label/${path}?${new URLSearchParams(query)}`);
}

export function post(path, body, options = {}) {
  const headers = {'Content-Type': 'application/json'};
  return request(`label/${path}`, {method: 'POST', headers, body: JSON.stringify(body), ...options});
}

export function imageUrl(id) {
  return `label/image?${new URLSearchParams({id})}`;
}

async function request(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new ServerError(0, 'The server does not respond: nothing is saved until it is started again');
  }
  const content = await response.json();
  if (!response.ok) throw new ServerError(response.status, typeof content.detail === 'string' ? content.detail : JSON.stringify(content.detail));
  return content;
}
