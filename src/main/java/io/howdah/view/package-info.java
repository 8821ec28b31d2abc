/** Row keys, cells, catalog and versions: everything that knows how a view lies in HBase. */
package io.howdah.view;
