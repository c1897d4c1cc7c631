package dev.faultline.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A file of rules for faults of disks. */
final class RulesFileOption {
  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = "The same from a file, a rule a line.")
  @Nullable Path file;
}
