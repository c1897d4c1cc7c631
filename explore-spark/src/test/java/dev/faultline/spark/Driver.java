package dev.faultline.spark;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Engine;
import dev.faultline.explore.EngineProvider.Setup;
import dev.faultline.explore.campaign.CampaignPlan;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A driver in a JVM of its own, which ends a campaign in order when it is told to. */
final class Driver {
  private Driver() {}

  /**
   * Starts one.
   *
   * @param errors where its standard error goes
   */
  static Process start(String master, Path checkpoint, Path errors) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String classPath = System.getProperty("surefire.test.class.path", "");
    command.add("-cp");
    command.add(
        classPath.isEmpty()
            ? System.getProperty("java.class.path")
            : classPath.replace(' ', File.pathSeparatorChar));
    command.add(Driver.class.getName());
    command.add(master);
    command.add(checkpoint.toString());
    return new ProcessBuilder(command).redirectError(errors.toFile()).start();
  }

  /** Says {@code part FROM} for each part, and {@code done WORLDS INTERRUPTED} at the end. */
  public static void main(String[] args) throws InterruptedException {
    CampaignPlan plan = SparkEngineTest.plan(1, 100_000_000).withAll(true).withRecheckEvery(0);
    CountDownLatch reported = new CountDownLatch(1);
    try (SparkEngine spark =
        SparkEngine.open(
            new Setup(args[0], Map.of("spark.executor.memory", "600m"), List.of(), line -> {}))) {
      Engine watched =
          (ignored, intake) ->
              spark.run(
                  plan, new Watched(intake, part -> System.out.println("part " + part.from())));
      Campaign campaign = new Campaign(plan, watched);
      campaign.resume(spark.checkpoint(args[1]));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                campaign.interrupt();
                await(reported);
              }));
      CampaignResult result = campaign.run();
      System.out.println("done " + result.worlds() + " " + result.interrupted());
    } finally {
      reported.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
