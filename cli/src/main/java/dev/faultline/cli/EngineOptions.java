package dev.faultline.cli;

import dev.faultline.explore.Engine;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the worlds of a campaign run. */
final class EngineOptions {
  @Mixin private SparkOptions options = new SparkOptions();

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "Keep in this file how far the campaign is, and go on from there when it exists. With"
              + " --engine spark also an address of Hadoop's file systems, such as hdfs: or s3a:.")
  private @Nullable String resume;

  /** The file that keeps how far a campaign is, or null. */
  @Nullable String resume() {
    return resume;
  }

  /**
   * Refuses an engine elsewhere.
   *
   * @param option with which it does not go
   */
  void requireHere(String option) {
    if (options.elsewhere()) {
      throw new UsageException(
          option + " runs on this machine only; leave --engine out, or explore a target in Java");
    }
  }

  /**
   * The engine, which is to be closed.
   *
   * @throws UsageException when there is none of that name, or it does not start
   */
  Engine open(CampaignPlan plan, List<Path> classPath, Consumer<String> told) {
    return options.elsewhere() ? options.open(classPath, told) : options.local(plan);
  }
}
