package dev.faultline.cli;

import com.google.gson.JsonObject;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.campaign.Version;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.explore.why.Why;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** What came of a replay, for people and for programs. */
final class ReplayReport {
  private final PrintWriter out;
  private final Paint paint;

  ReplayReport(PrintWriter out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  static ExitCode exitCode(Replay replay) {
    if (replay.finding() != null) {
      return ExitCode.VIOLATION;
    }
    return replay.misfit() != null || replay.result().inconclusive() != null
        ? ExitCode.INCONCLUSIVE
        : ExitCode.NO_VIOLATION;
  }

  /** Of a run without some of its faults, of whose other decisions not all need come up. */
  static ExitCode exitCodeWithout(Replay replay) {
    if (replay.finding() != null) {
      return ExitCode.VIOLATION;
    }
    return replay.result().inconclusive() == null ? ExitCode.NO_VIOLATION : ExitCode.INCONCLUSIVE;
  }

  void print(Path path, ReplayFile file, Replay replay, List<String> story) {
    out.println("replaying " + paint.bold(file.target()) + " from " + path);
    out.println();
    Finding finding = replay.finding();
    if (finding != null) {
      new FindingText(out, paint).print(finding, story);
      out.println();
    }
    String hash = ReplayText.hex(replay.result().traceHash());
    if (replay.reproduced()) {
      out.println(paint.green("reproduced") + ": same property, same trace hash " + hash);
    } else {
      out.println(paint.yellow("not reproduced") + ": " + difference(file, replay));
    }
    out.flush();
  }

  /** Prints what came of a run that lacks some of its faults. */
  void printWithout(Path path, FaultsLeftOut leftOut, Replay replay, List<String> story) {
    out.println("replaying " + path + " without");
    leftOut.lines().forEach(line -> out.println("  " + line));
    out.println();
    Finding finding = replay.finding();
    if (finding != null) {
      new FindingText(out, paint).print(finding, story);
      out.println();
      out.println("without them '" + finding.violation().property() + "' is violated");
    } else if (replay.result().inconclusive() != null) {
      out.println("without them nothing can be said: " + replay.result().inconclusive());
    } else {
      out.println("without them nothing is violated");
    }
    out.flush();
  }

  void printWhy(Why why, FaultsLeftOut leftOut) {
    if (leftOut.isAny()) {
      out.println();
      out.println("  the numbers below are those of the faults that are left");
    }
    new FindingText(out, paint).why(why);
    out.flush();
  }

  private static String difference(ReplayFile file, Replay replay) {
    StringBuilder text = new StringBuilder();
    Finding finding = replay.finding();
    if (finding == null) {
      text.append("nothing was violated this time, the file has '").append(file.property());
      text.append("'");
    } else if (!finding.violation().property().equals(file.property())) {
      text.append("the file has the property '").append(file.property()).append("'");
    } else {
      text.append("the same property is violated, but in another run");
    }
    if (replay.result().inconclusive() != null) {
      text.append("; inconclusive: ").append(replay.result().inconclusive());
    }
    text.append("; trace hash ").append(ReplayText.hex(replay.result().traceHash()));
    text.append(", the file has ").append(ReplayText.hex(file.traceHash()));
    if (replay.misfit() != null) {
      text.append("; the file does not fit the program any more: ").append(replay.misfit());
    } else if (file.version().equals(Version.text())) {
      text.append("; the program under test has changed, or it is not deterministic");
    } else {
      text.append("; the file is from Faultline ").append(file.version());
      text.append(", this is ").append(Version.text());
    }
    return text.toString();
  }

  static JsonObject json(ReplayFile file, Replay replay) {
    Finding finding = replay.finding();
    JsonObject json = new JsonObject();
    json.addProperty("target", file.target());
    json.addProperty("seed", file.seed());
    json.addProperty("property", finding == null ? null : finding.violation().property());
    json.addProperty("traceHash", ReplayText.hex(replay.result().traceHash()));
    json.addProperty("reproduced", replay.reproduced());
    json.addProperty("simulatedSeconds", Json.seconds(replay.result().nanos()));
    json.addProperty("detail", finding == null ? null : finding.violation().detail());
    json.addProperty("events", replay.result().events());
    json.addProperty("inconclusive", replay.result().inconclusive());
    json.addProperty("expectedProperty", file.property());
    json.addProperty("expectedTraceHash", ReplayText.hex(file.traceHash()));
    json.addProperty("misfit", replay.misfit());
    json.addProperty("version", file.version());
    json.addProperty("exitCode", exitCode(replay).number());
    return json;
  }
}
