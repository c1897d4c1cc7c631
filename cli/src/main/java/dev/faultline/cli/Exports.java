package dev.faultline.cli;

import com.google.gson.JsonObject;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.UsageException;
import dev.faultline.report.Diagram;
import dev.faultline.report.DiagramMissingException;
import dev.faultline.report.Explanation;
import dev.faultline.report.PerfettoTrace;
import dev.faultline.report.Recording;
import dev.faultline.report.RunHeader;
import dev.faultline.report.ShiVizLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The files that a replayed run can be written to. */
final class Exports {
  private interface Writer {
    void write(Path file, RunHeader header, Recording run) throws IOException;
  }

  @Option(
      names = "--diagram",
      paramLabel = "OUT.html",
      description = "Write the space-time diagram of the run: one HTML file for any browser.")
  private @Nullable Path diagram;

  @Option(
      names = "--perfetto",
      paramLabel = "OUT.json",
      description = "Write the run as a trace that ui.perfetto.dev and chrome://tracing open.")
  private @Nullable Path perfetto;

  @Option(
      names = "--shiviz",
      paramLabel = "OUT.log",
      description = "Write the run as a log that ShiViz opens.")
  private @Nullable Path shiviz;

  /** Whether any file was asked for. */
  boolean wanted() {
    return !files().isEmpty();
  }

  /** The files that were asked for, by the names of their options. */
  Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    if (diagram != null) {
      files.put("diagram", diagram);
    }
    if (perfetto != null) {
      files.put("perfetto", perfetto);
    }
    if (shiviz != null) {
      files.put("shiviz", shiviz);
    }
    return files;
  }

  void addTo(JsonObject json) {
    files().forEach((name, file) -> json.addProperty(name, file.toString()));
  }

  /**
   * Writes them.
   *
   * @param explanation that stands beside the picture of the diagram, or null
   * @throws UsageException when a file cannot be written, or this build cannot draw
   */
  void write(
      ReplayFile file,
      Replay replay,
      Recording run,
      String replayCommand,
      @Nullable Explanation explanation) {
    RunHeader header =
        replay.finding() == null
            ? new RunHeader(
                file.target(), file.seed(), null, null, replay.result().traceHash(), replayCommand)
            : RunHeader.of(replay.finding(), replayCommand);
    if (explanation != null) {
      header = header.withExplanation(explanation);
    }
    write(diagram, Diagram::write, header, run);
    write(perfetto, PerfettoTrace::write, header, run);
    write(shiviz, (to, ignored, events) -> ShiVizLog.write(to, events), header, run);
  }

  private static void write(@Nullable Path file, Writer writer, RunHeader header, Recording run) {
    if (file == null) {
      return;
    }
    try {
      writer.write(file, header, run);
    } catch (DiagramMissingException e) {
      throw new UsageException("cannot draw " + file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UsageException(
          "cannot write "
              + file.toAbsolutePath()
              + ": "
              + e
              + "; name a file in a folder that is there",
          e);
    }
  }
}
