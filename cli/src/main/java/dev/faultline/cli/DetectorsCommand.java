package dev.faultline.cli;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.guard.detect.ChenModel;
import dev.faultline.guard.detect.DetectionMethod;
import dev.faultline.guard.detect.DetectorSettings;
import dev.faultline.guard.detect.HeartbeatSimulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures failure detectors under each system model. */
@Command(
    name = "detectors",
    description = {
      "Measures the failure detectors of faultline-guard: how soon they notice that a peer is gone,"
          + " and how often they are wrong, in worlds of each system model.",
      "A peer sends a heartbeat every 100 ms and falls silent for good after 120 to 150 s. In the"
          + " partially synchronous model the network is stable after 60 s; in the others the"
          + " adversary goes on to the end. 'Early' is before 60 s. 'Already' are worlds in which"
          + " the peer was suspected, wrongly, when it fell silent: they say nothing of how soon."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:wrong usage",
      "4:Faultline itself failed, or results could not be written"
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline detectors",
      "  ./faultline detectors --worlds 1000 --html curves.html",
      "  ./faultline detectors --link",
      "  ./faultline detectors --swim"
    })
final class DetectorsCommand implements Callable<Integer> {
  static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration DELAY = Duration.ofMillis(200);

  /** Counted from these, mistakes get rarer and detection slower. */
  private static final List<Integer> TIMEOUTS = List.of(150, 250, 400, 800, 1_600, 3_200);

  private static final List<Double> THRESHOLDS = List.of(1.0, 2.0, 4.0, 8.0, 12.0, 16.0);
  private static final int LINK_PERIODS = 10_000_000;
  private static final int WORLDS = 20;

  private final Terminal terminal;

  @Option(
      names = "--worlds",
      paramLabel = "N",
      description = "Worlds for each row, 1 to 100,000 (default: " + WORLDS + ").")
  private @Nullable Integer worlds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the first world (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--link",
      description =
          "Instead of worlds: 10,000,000 heartbeats over a link of known loss and delay, beside the"
              + " closed form of Chen, Toueg and Aguilera.")
  private boolean link;

  @Option(
      names = "--swim",
      description =
          "Instead of worlds: SWIM in a group of 100, of which some stand still now and then, with"
              + " each part of Lifeguard; --worlds says how many groups for each row.")
  private boolean swim;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the curves of mistakes by detection time as an HTML file.")
  private @Nullable Path html;

  DetectorsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (worlds() < 1 || worlds() > 100_000) {
      throw new UsageException("--worlds is " + worlds + ", expected 1 to 100,000");
    }
    if (link && swim) {
      throw new UsageException("--link and --swim are two measurements; expected one of them");
    }
    if (link && worlds != null) {
      throw new UsageException(
          "--link has no worlds that --worlds could number, always %,d heartbeats; expected one of them"
              .formatted(LINK_PERIODS));
    }
    if ((link || swim) && html != null) {
      throw new UsageException(
          "--html has no curves with %s; expected one of them"
              .formatted(link ? "--link" : "--swim"));
    }
    if (html != null) {
      HtmlOption.check(html);
    }
    if (link) {
      link();
    } else if (swim) {
      new SwimTable(terminal, worlds(), seed).print();
    } else {
      models();
    }
    terminal.out().flush();
    return ExitCode.NO_VIOLATION.number();
  }

  private int worlds() {
    return worlds == null ? WORLDS : worlds;
  }

  private void link() {
    ChenModel model = new ChenModel(1, 0.01, 0.02);
    terminal
        .out()
        .println(
            "A heartbeat a second, 1 % lost, the others 20 ms on their way on average: measured"
                + " (closed form)");
    terminal.out().println(terminal.outPaint().dim(DetectorRow.LINK_HEAD));
    for (double bound : List.of(1.5, 2.0, 2.5, 3.0)) {
      DetectionMethod method =
          new DetectionMethod.Synchronised(
              Duration.ofSeconds(1), Duration.ofMillis(Math.round(1_000 * (bound - 1))));
      HeartbeatSimulation.Seen seen =
          new HeartbeatSimulation(model, seed).run(DetectorSettings.of(method), LINK_PERIODS);
      terminal.out().println(DetectorRow.link(bound, seen, model.within(bound)));
      terminal.out().flush();
    }
  }

  private void models() {
    Map<String, List<DetectorRow>> all = new LinkedHashMap<>();
    for (Map.Entry<String, SystemModel> model : systemModels().entrySet()) {
      terminal.out().println(model.getKey());
      terminal.out().println(terminal.outPaint().dim(DetectorRow.HEAD));
      List<DetectorRow> rows = new ArrayList<>();
      for (DetectionMethod method : methods()) {
        DetectorRow row = measure(model.getValue(), method);
        rows.add(row);
        terminal.out().println(row.text());
        terminal.out().flush();
      }
      terminal.out().println();
      all.put(model.getKey(), rows);
    }
    if (html != null) {
      try {
        Files.writeString(html, DetectorPage.of(all));
      } catch (IOException e) {
        throw new UsageException("cannot write '%s', which --html names: %s".formatted(html, e), e);
      }
      terminal.out().println("The curves are in " + html);
    }
  }

  private static Map<String, SystemModel> systemModels() {
    Map<String, SystemModel> models = new LinkedHashMap<>();
    models.put(
        "synchronous: delays up to 200 ms, nothing is lost",
        SystemModel.synchronous(DELAY, 1, 100));
    models.put(
        "partially synchronous: delays up to 200 ms after 60 s, links lose fairly",
        SystemModel.partiallySynchronous(DELAY).fairLossLinks());
    models.put(
        "asynchronous: no bound ever, links lose fairly",
        SystemModel.asynchronous().fairLossLinks());
    return models;
  }

  private static List<DetectionMethod> methods() {
    List<DetectionMethod> methods = new ArrayList<>();
    for (int millis : TIMEOUTS) {
      methods.add(new DetectionMethod.Fixed(Duration.ofMillis(millis)));
    }
    for (int millis : TIMEOUTS) {
      methods.add(
          new DetectionMethod.Estimated(INTERVAL, Duration.ofMillis(millis).minus(INTERVAL)));
    }
    for (double threshold : THRESHOLDS) {
      methods.add(new DetectionMethod.Accrual(threshold, Duration.ofMillis(10)));
    }
    for (int millis : TIMEOUTS) {
      methods.add(
          new DetectionMethod.Growing(Duration.ofMillis(millis), 2, Duration.ofMinutes(10)));
    }
    return methods;
  }

  private DetectorRow measure(SystemModel model, DetectionMethod method) {
    DetectorWorld scenario = new DetectorWorld(model, DetectorSettings.of(method), INTERVAL);
    CampaignPlan plan =
        CampaignPlan.of(scenario, new Settings(scenario.settings(), Map.of()), seed)
            .withWorlds(worlds());
    CampaignResult result = new Campaign(plan).run();
    RuntimeException failure = result.failure();
    if (failure != null) {
      throw failure;
    }
    List<DetectorWorld.Seen> seen = new ArrayList<>();
    result
        .outcomes()
        .forEach((text, times) -> {
          for (int i = 0; i < times; i++) {
            seen.add(DetectorWorld.seen(text));
          }
        });
    return DetectorRow.of(method, seen);
  }

  /** A method with the setting that its rows differ in. */
  static String text(DetectionMethod method) {
    return switch (method) {
      case DetectionMethod.Fixed fixed -> "fixed " + fixed.timeout().toMillis() + " ms";
      case DetectionMethod.Synchronised s -> "NFD-S " + s.shift().toMillis() + " ms";
      case DetectionMethod.Estimated e -> "NFD-E " + e.margin().toMillis() + " ms";
      case DetectionMethod.Growing growing -> "growing from " + growing.first().toMillis() + " ms";
      case DetectionMethod.Accrual accrual ->
          String.format(Locale.ROOT, "phi %.0f", accrual.threshold());
    };
  }
}
