// Elements from values. Whatever comes from the API becomes text or an attribute, never markup.

/** An element with attributes (null or false: left out, true: empty) and children: nodes or text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(attribute, value === true ? '' : value);
    }
  }
  made.append(...nodes(children));
  return made;
}

/**
 * Makes these the children of a place and touches only what differs, so that focus, selected text
 * and opened details outlive a refresh.
 */
export function show(place, ...children) {
  const wanted = nodes(children);
  wanted.forEach((node, i) => {
    const present = place.childNodes[i];
    if (!present) {
      place.append(node);
    } else if (alike(present, node)) {
      become(present, node);
    } else {
      present.replaceWith(node);
    }
  });
  while (place.childNodes.length > wanted.length) {
    place.lastChild.remove();
  }
}

function nodes(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(child)));
}

function alike(present, node) {
  return (
    present.nodeName === node.nodeName && present.dataset?.key === node.dataset?.key
  );
}

function become(present, node) {
  if (present.nodeType === Node.TEXT_NODE) {
    if (present.data !== node.data) {
      present.data = node.data;
    }
    return;
  }
  for (const { name } of [...present.attributes]) {
    if (!node.hasAttribute(name) && !(name === 'open' && present.nodeName === 'DETAILS')) {
      present.removeAttribute(name);
    }
  }
  for (const { name, value } of node.attributes) {
    if (present.getAttribute(name) !== value) {
      present.setAttribute(name, value);
    }
  }
  show(present, ...node.childNodes);
}
