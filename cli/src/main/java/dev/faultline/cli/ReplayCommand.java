package dev.faultline.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.faultline.explore.Finding;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.story.Story;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.explore.why.Explainer;
import dev.faultline.explore.why.Why;
import dev.faultline.report.Explanation;
import dev.faultline.report.Recording;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a finding back. */
@Command(
    name = "replay",
    description = {
      "Runs the world of a replay file again.",
      "It is reproduced when the same property is violated and the trace hash is the same."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no property is violated this time",
      "1:a property is violated, as in the file or otherwise",
      "2:wrong usage, a missing or damaged replay file included",
      "3:inconclusive, or the file does not fit the program any more",
      "4:Faultline itself failed, or results could not be written"
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline replay faultline-out/payments-482913377.replay",
      "  ./faultline replay faultline-out/payments-482913377.replay --why",
      "  ./faultline replay faultline-out/payments-482913377.replay --without 2",
      "  ./faultline replay faultline-out/payments-482913377.replay --trace | less",
      "  ./faultline replay faultline-out/payments-482913377.replay --diagram run.html"
    })
final class ReplayCommand implements Callable<Integer> {
  /** A run of more events is not told as a story: too much of it would be left out. */
  private static final int TELLABLE = 2_000;

  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "A replay file that 'explore' wrote.")
  private Path file;

  @Mixin private ClassPath classPath = new ClassPath();
  @Mixin private Exports exports = new Exports();

  @Option(
      names = "--without",
      paramLabel = "N",
      split = ",",
      converter = Converters.Positive.class,
      description =
          "Leave out the faults with these numbers, which --why and 'explore' print, and go on to"
              + " the program's own end.")
  private List<Integer> without = new ArrayList<>();

  @Option(
      names = "--why",
      description = "Find out why it went wrong, by replaying it with small changes.")
  private boolean why;

  @Option(names = "--trace", description = "Print every event of the world first.")
  private boolean trace;

  @Option(
      names = "--json",
      description = "Print one JSON document on standard output; all else goes to standard error.")
  private boolean json;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ReplaySource source = ReplaySource.read(file, classPath);
    PrintWriter people = json ? terminal.err() : terminal.out();
    ReplayReport report =
        new ReplayReport(people, json ? terminal.errPaint() : terminal.outPaint());
    FaultsLeftOut leftOut = FaultsLeftOut.of(source, without);
    ReplayFile replayFile = leftOut.file();
    List<TraceEvent> run = new ArrayList<>();
    Recording recording = new Recording();
    Replay replay = Replay.of(replayFile, source.scenario(), tracer(people, run, recording));
    List<String> story = run.size() > TELLABLE ? List.of() : Story.of(run);
    if (leftOut.isAny()) {
      report.printWithout(file, leftOut, replay, story);
    } else {
      report.print(file, replayFile, replay, story);
    }
    ExitCode code =
        leftOut.isAny() ? ReplayReport.exitCodeWithout(replay) : ReplayReport.exitCode(replay);
    ReplayLine line = new ReplayLine(terminal.command(), classPath.given());
    Finding finding = replay.finding();
    Why found = why && finding != null ? explain(source, replayFile, finding) : null;
    Explanation explanation = run.size() > TELLABLE ? null : Explanation.of(found, run);
    exports.write(replayFile, replay, recording, line.of(file), explanation);
    exports.files().forEach((name, written) -> people.println(name + ": " + written));
    if (found != null) {
      report.printWhy(found, leftOut);
    }
    people.flush();
    if (json) {
      JsonObject document = ReplayReport.json(replayFile, replay);
      document.addProperty("exitCode", code.number());
      leftOut.addTo(document);
      if (why) {
        document.add("why", found == null ? JsonNull.INSTANCE : WhyJson.of(found));
      }
      exports.addTo(document);
      terminal.out().println(Json.text(document));
    }
    return code.number();
  }

  /**
   * Of the run as it came out, which is another one where faults were left out. What cannot be
   * explained is said, and the finding stands.
   */
  private @Nullable Why explain(ReplaySource source, ReplayFile file, Finding finding) {
    try {
      return Explainer.explain(
          Replay.plan(file, source.scenario()), finding.asItCameOut(), Explainer.BUDGET);
    } catch (LeakException e) {
      terminal.err().println("it cannot be explained: " + e.leak().summary());
    } catch (RuntimeException | Error e) {
      terminal.err().println("it cannot be explained: " + e.getMessage());
    }
    terminal.err().flush();
    return null;
  }

  private Tracer tracer(PrintWriter people, List<TraceEvent> run, Recording recording) {
    boolean exporting = exports.wanted();
    return event -> {
      if (exporting) {
        recording.on(event);
      }
      if (trace) {
        people.println(TraceText.whole(event));
      }
      if (run.size() <= TELLABLE) {
        run.add(event);
      }
    };
  }
}
