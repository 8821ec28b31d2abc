/** What a run needs of memory, disk and time, before it begins. */
package io.howdah.plan;
