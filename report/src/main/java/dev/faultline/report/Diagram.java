package dev.faultline.report;

import dev.faultline.explore.Finding;
import dev.faultline.explore.Replay;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.why.Why;
import dev.faultline.sim.trace.TraceEvent;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The space-time diagram of a run: one HTML file that opens from disk and needs no other file, with
 * a lane for each node and client (Lamport, "Time, Clocks, and the Ordering of Events in a
 * Distributed System", CACM 1978).
 */
public final class Diagram {
  /**
   * Runs with more events than this are drawn only on request, because such a diagram is too large
   * to read.
   */
  public static final long MOST_EVENTS = 1_000_000;

  /** A story of a longer run without an explanation would leave out too much. */
  private static final long TELLABLE = 2_000;

  private static final String ENDING = ".replay";

  private Diagram() {}

  /**
   * Writes the diagram of a run; an existing file is replaced.
   *
   * @param events in the order in which they happened
   * @throws IOException when the file cannot be written
   * @throws DiagramMissingException when this build does not contain the diagram
   */
  public static void write(Path file, RunHeader header, List<? extends TraceEvent> events)
      throws IOException {
    write(file, header, Recording.of(events));
  }

  /** As {@link #write(Path, RunHeader, List)}, from a recording of the run. */
  public static void write(Path file, RunHeader header, Recording run) throws IOException {
    Page page = Page.load();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      text(out, page.head());
      text(out, escaped(title(header)));
      text(out, page.middle());
      try (OutputStream base64 = Base64.getEncoder().wrap(new StaysOpen(out))) {
        RunBlob.write(base64, header, run);
      }
      text(out, page.tail());
    }
  }

  /**
   * Runs a finding again and writes its diagram next to its replay file, under the same name with
   * the ending {@code .html}; an existing file is replaced.
   *
   * @param plan of the campaign that found it
   * @param replayFile of the finding
   * @param replayCommand the shell command that reproduces the run
   * @return the path of the diagram, or null for a run of more than {@link #MOST_EVENTS} events
   * @throws IOException when the file cannot be written
   * @throws DiagramMissingException when this build does not contain the diagram
   */
  public static @Nullable Path beside(
      Path replayFile, CampaignPlan plan, Finding finding, String replayCommand)
      throws IOException {
    return beside(replayFile, plan, finding, replayCommand, null);
  }

  /**
   * The same, with the story of the run and its explanation beside the picture.
   *
   * @param why it went wrong, or null if that is not known
   */
  public static @Nullable Path beside(
      Path replayFile, CampaignPlan plan, Finding finding, String replayCommand, @Nullable Why why)
      throws IOException {
    if (finding.events() > MOST_EVENTS) {
      return null;
    }
    Recording run = new Recording();
    List<TraceEvent> events = new ArrayList<>();
    boolean told = why != null || finding.events() <= TELLABLE;
    Replay.trace(
        plan,
        finding.replay(),
        event -> {
          run.on(event);
          if (told) {
            events.add(event);
          }
        });
    Path file = replayFile.resolveSibling(htmlName(replayFile));
    RunHeader header = RunHeader.of(finding, replayCommand);
    write(file, told ? header.withExplanation(Explanation.of(why, events)) : header, run);
    return file;
  }

  private static String htmlName(Path replayFile) {
    String name = String.valueOf(replayFile.getFileName());
    String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    return stem + ".html";
  }

  private static String title(RunHeader header) {
    return header.target()
        + ", seed "
        + header.seed()
        + (header.property() == null ? "" : ": " + header.property());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Base64 ends with padding when its stream is closed, and the page goes on after it. */
  private static final class StaysOpen extends FilterOutputStream {
    StaysOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
