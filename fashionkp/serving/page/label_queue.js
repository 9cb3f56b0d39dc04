// Which photo comes next: the least sure of those without labels, then the others in their order.

export class Queue {
  constructor(overview) {
    this.visited = [];
    this.position = -1;
    this.overview = overview;
  }

  entry(id) {
    return this.overview.photos.find((photo) => photo.id === id);
  }

  get labelled() {
    return this.overview.photos.filter((photo) => photo.labelled).length;
  }

  get order() {
    const {photos, finding} = this.overview;
    if (finding) return photos.map(({id}) => id);
    const rank = ({labelled, sureness}) => (labelled ? 3 : sureness ?? 2);
    return [...photos].sort((a, b) => rank(a) - rank(b)).map(({id}) => id);
  }

  // The photo after the current one; undefined after the last one.
  get next() {
    const seen = new Set(this.visited);
    return this.visited[this.position + 1] ?? this.order.find((id) => !seen.has(id) && !this.overview.errors[id]);
  }

  get previous() {
    return this.visited[this.position - 1];
  }

  visit(id) {
    const known = this.visited.indexOf(id);
    this.position = known < 0 ? this.visited.push(id) - 1 : known;
  }

  // How many photos have been predicted of those that decide which one is first.
  get known() {
    const waiting = this.overview.photos.filter(({labelled, sureness, id}) => !labelled && sureness === null && !this.overview.errors[id]);
    return this.overview.photos.length - waiting.length;
  }
}
