/** What a V8 heap snapshot's numbers mean here: the rules of Chrome DevTools (package 1.0.1705227, 2026), sentence by sentence. */
export const V8_RULES: readonly string[] = [
  'Weak edges do not retain, nor do edges from an object to itself.',
  'Shortcut edges retain only from the root, where they mark the global objects.',
  'A value in a WeakMap is retained by its key; the edge from the map’s table to the value does not retain.',
  'What a page owns (all that its global objects and documents reach) is not retained by what the page does not own, such as the debugger; the root excepted.',
  'Nodes that nothing retains hang under the root in the dominator tree, so that the root retains everything.',
  'An internal array or hidden node with one owner counts no bytes of its own: they are the owner’s; snapshots without global objects, taken with internals exposed, are left as they are.',
  'Types are the groups of DevTools’ Summary: classes by name, plain objects by their properties such as {id, name}, and (string), (array), (compiled code), (system), Function for the rest; groups of one name are one type, wherever it was defined.',
  'Nodes without bytes of their own are counted in no type, as in the Summary; they stay in the graph, in paths and in retained sizes.',
];
