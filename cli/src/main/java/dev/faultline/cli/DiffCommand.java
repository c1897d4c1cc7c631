package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.Replay;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.explore.why.Difference;
import dev.faultline.explore.why.WhyText;
import dev.faultline.sim.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the runs of two replay files part. */
@Command(
    name = "diff",
    description = {
      "Runs the worlds of two replay files and says where they part, and what happens only in the",
      "one and only in the other. Faults are not compared: they are what differs to begin with."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the runs are the same",
      "1:they differ",
      "2:wrong usage, a missing or damaged replay file included",
      "4:Faultline itself failed"
    },
    footer = {
      "",
      "Example:",
      "  ./faultline diff faultline-out/payments-4.replay faultline-out/payments-4-shrunk.replay"
    })
final class DiffCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "A", description = "A replay file.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  private Path second;

  @Mixin private ClassPath classPath = new ClassPath();

  @Option(
      names = "--json",
      description = "Print one JSON document on standard output; all else goes to standard error.")
  private boolean json;

  DiffCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ReplaySource a = ReplaySource.read(first, classPath);
    ReplaySource b = ReplaySource.read(second, classPath);
    Difference difference =
        Difference.of(
            Replay.events(a.plan(), a.file()), Replay.events(b.plan(), b.file()), Long.MAX_VALUE);
    PrintWriter people = json ? terminal.err() : terminal.out();
    if (difference == null) {
      people.println("the two runs are the same");
    } else {
      people.println("they part at " + SimTime.text(difference.partsNanos() / 1000 * 1000));
      WhyText.of(difference, first.toString(), second.toString()).forEach(people::println);
    }
    people.flush();
    if (json) {
      terminal.out().println(Json.text(document(difference)));
    }
    return difference == null ? 0 : 1;
  }

  private static JsonObject document(@Nullable Difference difference) {
    JsonObject document = new JsonObject();
    document.addProperty("same", difference == null);
    if (difference != null) {
      document.addProperty("partsSeconds", Json.seconds(difference.partsNanos()));
      document.add("onlyInA", events(difference.here()));
      document.add("onlyInB", events(difference.there()));
    }
    return document;
  }

  private static JsonArray events(List<TraceEvent> events) {
    return Json.strings(events.stream().map(TraceText::of).map(String::strip).toList());
  }
}
