/** Every setting: its key, default, bounds and origin; read once in the driver. */
package io.howdah.settings;
