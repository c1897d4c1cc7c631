package dev.faultline.cli;

import picocli.CommandLine.Option;

/** What rules for faults of disks draw from. */
final class RulesSeedOption {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      converter = Converters.Seed.class,
      description =
          "For what these rules leave to chance: the same seed and calls meet the same faults."
              + " Default: ${DEFAULT-VALUE}.")
  long seed = 1;
}
