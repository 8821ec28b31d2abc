package io.howdah.cli.options;

import io.howdah.settings.Settings;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.hadoop.conf.Configuration;

/**
 * An option that overrides a setting.
 *
 * @param name of the option, without its dashes
 * @param argument as the help names it; empty for a flag, which sets {@code true}
 * @param key of the setting
 * @param description one line; the help adds the default
 */
public record SettingOption(String name, String argument, String key, String description) {
  public static final SettingOption ENGINE =
      new SettingOption("engine", "NAME", Settings.ENGINE, "nd4j, onnxruntime or dl4j");

  public static final SettingOption SCORES =
      new SettingOption("scores", "", Settings.SCORES, "write every output of the model");

  Option option() {
    return argument.isEmpty()
        ? Arguments.flag(name, description)
        : Arguments.with(
            name, argument, description + " (default " + Settings.defaultOf(key) + ")");
  }

  /** Sets the key where the option was given, and marks the option as its origin. */
  public void apply(CommandLine line, Configuration conf) {
    if (line.hasOption(name)) {
      Settings.set(conf, key, line.getOptionValue(name, "true"), "--" + name);
    }
  }
}
