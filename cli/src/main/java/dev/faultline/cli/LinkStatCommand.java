package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.UsageException;
import dev.faultline.runtime.stats.DriverStats;
import dev.faultline.runtime.stats.DriverStats.SessionStats;
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

  private void print(DriverStats stats) {
    terminal.out().printf("listening at %s (%s)%n", stats.local(), stats.socket());
    stats.counters().forEach((name, value) -> terminal.out().printf("  %-26s %,d%n", name, value));
    terminal.out().printf("%d sessions%n", stats.sessions().size());
    for (SessionStats session : stats.sessions()) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "  %s  %-21s  %-12s  round trip %.1f us%n",
              session.id(),
              session.peer(),
              session.connected() ? "connected" : "disconnected",
              session.roundTripNanos() / 1e3);
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
      sessions.add(one);
    }
    document.add("sessions", sessions);
    return document;
  }
}
