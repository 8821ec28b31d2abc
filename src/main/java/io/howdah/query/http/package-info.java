/** The query layer over HTTP: answers as JSON, metrics, and a page for the browser. */
package io.howdah.query.http;
