package dev.faultline.bench.explore;

import dev.faultline.bench.Benchmark;
import dev.faultline.explore.Campaign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Whose code the processor runs during a campaign, from the samples of the JDK's Flight Recorder. A
 * sample belongs to the topmost frame that is not the JDK's own: a map of the program counts for
 * the program, a map of the world for the world.
 */
public final class ShareBenchmark implements Benchmark {
  private static final String SAMPLE = "jdk.ExecutionSample";
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(30);

  /** Where code belongs, by the beginning of its class's name; the first that fits counts. */
  private static final List<Map.Entry<String, String>> PARTS =
      List.of(
          Map.entry("dev.faultline.sim.event.EventQueue", "world: queue"),
          Map.entry("dev.faultline.sim.order.EventKeys", "world: queue"),
          Map.entry("dev.faultline.sim.net.Link", "world: network"),
          Map.entry("dev.faultline.sim.setup.Latency", "world: network"),
          Map.entry("dev.faultline.sim.setup.Network", "world: network"),
          Map.entry("dev.faultline.sim.base.KeyedHash", "world: adversary"),
          Map.entry("dev.faultline.sim.adversary.Odds", "world: adversary"),
          Map.entry("dev.faultline.sim.adversary.QuietAdversary", "world: adversary"),
          Map.entry("dev.faultline.sim.fault.", "world: adversary"),
          Map.entry("dev.faultline.sim.fault.ModelGuard", "world: adversary"),
          Map.entry("dev.faultline.explore.tape.Tape", "world: tape"),
          Map.entry("dev.faultline.explore.tape.Departure", "world: tape"),
          Map.entry("dev.faultline.explore.", "world: adversary"),
          Map.entry("dev.faultline.sim.trace.TraceHash", "world: trace"),
          Map.entry("dev.faultline.sim.trace.TraceEvent", "world: trace"),
          Map.entry("dev.faultline.sim.property.Monitors", "world: properties"),
          Map.entry("dev.faultline.sim.", "world: the rest"),
          Map.entry("dev.faultline.core.", "world: the rest"),
          Map.entry("dev.faultline.hook.", "world: the rest"),
          Map.entry("dev.faultline.agent.", "world: the rest"),
          Map.entry("dev.faultline.check.", "checking"));

  @Override
  public String name() {
    return "share";
  }

  @Override
  public String description() {
    return "whose code runs in a campaign, from samples; arguments: TARGET [KEY=VALUE...] (default:"
        + " microraft)";
  }

  @Override
  public void run(List<String> args) throws IOException {
    Target target = Target.of(args, "microraft", Map.of());
    explore(target, WARM_UP);
    Path file = Files.createTempFile("faultline-share", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(SAMPLE).withPeriod(Duration.ofMillis(10));
      recording.start();
      explore(target, MEASURED);
      recording.stop();
      recording.dump(file);
      print(file);
    } finally {
      Files.delete(file);
    }
  }

  private static void explore(Target target, Duration time) {
    long start = System.nanoTime();
    for (int round = 0; System.nanoTime() - start < time.toNanos(); round++) {
      new Campaign(target.plan(1 + 10_000L * round).withWorlds(200).withAll(true)).run();
    }
  }

  private static void print(Path file) throws IOException {
    TreeMap<String, Integer> samples = new TreeMap<>();
    int all = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      String part = event.getEventType().getName().equals(SAMPLE) ? part(event) : null;
      if (part != null) {
        samples.merge(part, 1, Integer::sum);
        all++;
      }
    }
    int world = 0;
    for (Map.Entry<String, Integer> each : samples.entrySet()) {
      world += each.getKey().startsWith("world") ? each.getValue() : 0;
      System.out.printf("%-20s %5.1f %%%n", each.getKey(), 100.0 * each.getValue() / all);
    }
    System.out.printf("the world in all     %5.1f %% of %,d samples%n", 100.0 * world / all, all);
  }

  private static @Nullable String part(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return null;
    }
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      String type = frame.getMethod().getType().getName();
      if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.")) {
        for (Map.Entry<String, String> part : PARTS) {
          if (type.startsWith(part.getKey())) {
            return part.getValue();
          }
        }
        return "program";
      }
    }
    return null;
  }
}
