package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.UsageException;
import dev.faultline.runtime.stats.DriverStats;
import dev.faultline.runtime.stats.DriverStats.SessionStats;
import dev.faultline.runtime.stats.Spread;
import dev.faultline.runtime.stats.StatFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a running driver has counted. */
@Command(
    name = "stat",
    description =
        "Shows counters and sessions from the file that a program keeps with StatFile, or 'link echo --stat'.",
    footer = {"", "Example:", "  ./faultline link stat link.stat"})
final class LinkStatCommand implements Callable<Integer> {
  private static final int BAR_WIDTH = 40;

  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "The statistics file.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  LinkStatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DriverStats stats;
    try {
      stats = StatFile.read(file);
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file " + file, e);
    } catch (IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    if (json) {
      terminal.out().println(Json.text(document(stats)));
    } else {
      print(stats);
    }
    return 0;
  }

  @Option(
      names = "--histograms",
      description = "Also draw each session's round trips, and how many packets it lost at a time.")
  private boolean histograms;

  private void print(DriverStats stats) {
    terminal.out().printf("listening at %s (%s)%n", stats.local(), stats.socket());
    stats.counters().forEach((name, value) -> terminal.out().printf("  %-26s %,d%n", name, value));
    terminal.out().printf("%d sessions%n", stats.sessions().size());
    for (SessionStats session : stats.sessions()) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "  %s  %-21s  %-12s  round trip %.1f us  packets up to %,d bytes%n",
              session.id(),
              session.peer(),
              session.connected() ? "connected" : "disconnected",
              session.roundTripNanos() / 1e3,
              session.pathMtu());
      print("round trips", "us", 1e3, session.roundTrips());
      print("losses", "packets at a time", 1, session.lossBursts());
    }
  }

  private void print(String what, String unit, double scale, Spread spread) {
    if (spread.count() == 0) {
      return;
    }
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "    %,d %s: half up to %.1f %s, 99 %% up to %.1f, all up to %.1f%n",
            spread.count(),
            what,
            spread.percentile(50) / scale,
            unit,
            spread.percentile(99) / scale,
            spread.percentile(100) / scale);
    if (!histograms) {
      return;
    }
    int most = spread.bars().stream().mapToInt(Spread.Bar::count).max().orElse(1);
    for (Spread.Bar bar : spread.bars()) {
      int width = (int) Math.max(1, (long) BAR_WIDTH * bar.count() / most);
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "      up to %,12.1f %,10d %s%n",
              bar.most() / scale,
              bar.count(),
              "#".repeat(width));
    }
  }

  private static JsonObject document(DriverStats stats) {
    JsonObject document = new JsonObject();
    document.addProperty("local", stats.local());
    document.addProperty("socket", stats.socket());
    JsonObject counters = new JsonObject();
    stats.counters().forEach(counters::addProperty);
    document.add("counters", counters);
    JsonArray sessions = new JsonArray();
    for (SessionStats session : stats.sessions()) {
      JsonObject one = new JsonObject();
      one.addProperty("id", session.id());
      one.addProperty("peer", session.peer());
      one.addProperty("connected", session.connected());
      one.addProperty("roundTripNanos", session.roundTripNanos());
      one.addProperty("pathMtu", session.pathMtu());
      one.add("roundTrips", document(session.roundTrips()));
      one.add("lossBursts", document(session.lossBursts()));
      sessions.add(one);
    }
    document.add("sessions", sessions);
    return document;
  }

  private static JsonArray document(Spread spread) {
    JsonArray bars = new JsonArray();
    for (Spread.Bar bar : spread.bars()) {
      JsonObject one = new JsonObject();
      one.addProperty("upTo", bar.most());
      one.addProperty("count", bar.count());
      bars.add(one);
    }
    return bars;
  }
}
