/**
 * Writes a value as the logged-out page's store does: a JavaScript literal in which every object and array is also kept in a
 * numbered slot, `$R[7]={name:"…"}`, and booleans are `!0` and `!1`.
 */
export function nestedTree(value: unknown): string {
  let slot = 0;
  const write = (node: unknown): string => {
    if (node === null || node === undefined) return 'null';
    if (typeof node === 'boolean') return node ? '!0' : '!1';
    if (typeof node === 'number') return String(node);
    if (typeof node === 'string') return JSON.stringify(node).replaceAll('<', '\\x3C');
    const own = slot++;
    if (Array.isArray(node)) return `$R[${own}]=[${node.map(write).join(',')}]`;
    const fields = Object.entries(node).map(([key, field]) => `${propertyName(key)}:${write(field)}`);
    return `$R[${own}]={${fields.join(',')}}`;
  };
  return write(value);
}

function propertyName(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
